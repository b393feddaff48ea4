#pragma once

#include <string>
#include <string_view>

#include "control/term_reader.hpp"

namespace slipway::control {

/// Where text goes, piece by piece, in UTF-8.
class TextSink {
 public:
  virtual ~TextSink() = default;
  virtual void write(std::string_view utf8) = 0;
};

/// Keeps a text.
class TextBuffer final : public TextSink {
 public:
  void write(std::string_view utf8) override { text_ += utf8; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// How bytes in binaries are meant; code points in lists are what they are, up to 255 in Latin-1.
enum class CharacterEncoding { kUnicode, kLatin1 };

/// Reads the next term, which is chardata() or a part of it (unicode(3): a binary, or a list of code points,
/// binaries and such lists), and writes its text. It takes the same memory however long the text is and
/// however deep its lists nest. False where the term is something else or holds text that is not valid: then
/// what was before it has been written, and an unknown part of the term has been read.
bool copy_characters(TermReader& reader, CharacterEncoding encoding, TextSink& sink);

}  // namespace slipway::control
