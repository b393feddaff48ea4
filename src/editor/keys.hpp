#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::editor {

struct Key {
  enum class Kind {
    /// Printable characters, as many as came at once.
    kText,
    /// What stands between the brackets of a paste, in one or more parts; line ends are \n.
    kPaste,
    /// Ctrl with the character in `text`: "a" to "z", or one of @ [ \ ] ^ _
    kControl,
    kEnter,
    kTab,
    kBackTab,
    kBackspace,
    kDelete,
    kInsert,
    kLeft,
    kRight,
    kUp,
    kDown,
    kHome,
    kEnd,
    kPageUp,
    kPageDown,
    /// ESC alone.
    kEscape,
    /// A sequence that means nothing here.
    kUnknown,
  };
  Kind kind = Kind::kUnknown;
  /// UTF-8, of kText, kPaste and kControl.
  std::string text = {};
  bool alt = false;
  bool control = false;
  bool operator==(const Key&) const = default;
};

/// Takes the keys out of what a terminal sends, however reads cut it (ECMA-48; ctlseqs.txt of xterm).
///
///   key      = character in UTF-8 | control byte | ESC key (Alt) | sequence | paste
///   sequence = (ESC "[" | ESC ESC "["), [0x30-0x3F]*, [0x20-0x2F]*, [0x40-0x7E]
///            | ESC "O" [0x40-0x7E]
///   paste    = ESC "[200~" bytes ESC "[201~"
///
/// A byte that is not UTF-8 is U+FFFD. A sequence of more than 64 bytes is given up.
class KeyDecoder {
 public:
  std::vector<Key> decode(std::string_view bytes);

  /// Whether the bytes end in what may be a key or the beginning of one: call `flush` where no more come
  /// within kEscapeMilliseconds.
  bool is_waiting() const { return !in_paste_ && !pending_.empty(); }
  std::vector<Key> flush();

  static constexpr int kEscapeMilliseconds = 50;

 private:
  bool take_key(std::vector<Key>& keys);
  bool take_escape(std::vector<Key>& keys);
  bool take_sequence(std::vector<Key>& keys, std::size_t parameters, bool alt);
  bool take_paste(std::vector<Key>& keys);
  void put_text(std::vector<Key>& keys, std::string_view text, bool alt);

  std::string pending_;
  /// How much of pending_ has been taken.
  std::size_t taken_ = 0;
  bool in_paste_ = false;
  bool paste_ended_in_return_ = false;
};

}  // namespace slipway::editor
