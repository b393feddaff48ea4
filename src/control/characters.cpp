#include "control/characters.hpp"

#include <cstring>
#include <string>

#include "erl/external_tags.hpp"
#include "erl/utf8.hpp"

namespace slipway::control {
namespace {

constexpr std::size_t kBuffer = std::size_t{16} << 10;

/// The length of the longest beginning that is ASCII, eight bytes at a time.
std::size_t ascii_prefix(std::string_view bytes) {
  std::size_t length = 0;
  for (; bytes.size() - length >= 8; length += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + length, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (length < bytes.size() && static_cast<std::uint8_t>(bytes[length]) < 0x80) ++length;
  return length;
}

/// The length of a sequence by its first byte; 1 for one that can't be first.
std::size_t sequence_length(char lead) {
  const auto byte = static_cast<std::uint8_t>(lead);
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

class Copier {
 public:
  Copier(TermReader& reader, CharacterEncoding encoding, TextSink& sink)
      : reader_(reader), latin1_(encoding == CharacterEncoding::kLatin1), sink_(sink) {}

  bool run() {
    // The text is that of the parts in their order, whatever they nest in: so they only have to be counted.
    bool valid = true;
    for (pending_ = 1; pending_ > 0 && valid;) {
      --pending_;
      valid = one();
      if (pending_ > reader_.remaining()) reader_.fail("a list of characters is cut short");
    }
    flush();
    return valid;
  }

 private:
  bool one() {
    switch (reader_.u8()) {
      case erl::kNil:
        return true;
      case erl::kListTag:
        pending_ += std::uint64_t{1} + reader_.u32();
        return true;
      case erl::kSmallInteger:
        return code_point(reader_.u8());
      case erl::kInteger:
        return code_point(reader_.u32());
      case erl::kString:
        return bytes(reader_.u16(), true);
      case erl::kBinaryTag:
        return bytes(reader_.u32(), latin1_);
      default:
        return false;
    }
  }

  bool code_point(std::uint32_t value) {
    if (!erl::is_code_point(value) || (latin1_ && value > 255)) return false;
    erl::append_utf8(buffer_, value);
    if (buffer_.size() >= kBuffer) flush();
    return true;
  }

  bool bytes(std::size_t count, bool latin1) {
    std::string cut;  // a sequence that goes on in the next piece
    while (count > 0) {
      std::string_view piece = reader_.some(count);
      count -= piece.size();
      if (latin1) {
        for (const char byte : piece) code_point(static_cast<std::uint8_t>(byte));
        continue;
      }
      if (!cut.empty()) {
        const std::size_t missing = std::min(sequence_length(cut.front()) - cut.size(), piece.size());
        cut.append(piece.substr(0, missing));
        piece.remove_prefix(missing);
        if (cut.size() < sequence_length(cut.front())) continue;
        if (!erl::is_utf8(cut)) return false;
        put(cut);
        cut.clear();
      }
      if (!utf8(piece, cut)) return false;
    }
    return cut.empty();
  }

  /// Writes what is whole, and leaves in `cut` what is not.
  bool utf8(std::string_view piece, std::string& cut) {
    std::string_view rest = piece;
    for (;;) {
      rest.remove_prefix(ascii_prefix(rest));
      if (rest.empty()) break;
      if (rest.size() < sequence_length(rest.front())) {
        cut = rest;
        break;
      }
      if (!erl::take_utf8(rest)) {
        put(piece.substr(0, piece.size() - rest.size()));
        return false;
      }
    }
    put(piece.substr(0, piece.size() - rest.size()));
    return true;
  }

  void put(std::string_view text) {
    if (buffer_.size() + text.size() > kBuffer) flush();
    if (text.size() > kBuffer) return sink_.write(text);
    buffer_ += text;
  }

  void flush() {
    if (!buffer_.empty()) sink_.write(buffer_);
    buffer_.clear();
  }

  TermReader& reader_;
  bool latin1_;
  TextSink& sink_;
  std::string buffer_;
  std::uint64_t pending_ = 0;
};

}  // namespace

bool copy_characters(TermReader& reader, CharacterEncoding encoding, TextSink& sink) {
  return Copier(reader, encoding, sink).run();
}

}  // namespace slipway::control
