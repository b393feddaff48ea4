#include "editor/keys.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "erl/utf8.hpp"

namespace slipway::editor {
namespace {

constexpr char kEscape = '\033';
constexpr std::size_t kLongestSequence = 64;
constexpr std::string_view kPasteEnd = "\033[201~";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Named {
  char sign;
  Key::Kind kind;
};

/// CSI and SS3 with a letter.
constexpr std::array<Named, 7> kLetters = {{{'A', Key::Kind::kUp},
                                            {'B', Key::Kind::kDown},
                                            {'C', Key::Kind::kRight},
                                            {'D', Key::Kind::kLeft},
                                            {'F', Key::Kind::kEnd},
                                            {'H', Key::Kind::kHome},
                                            {'Z', Key::Kind::kBackTab}}};

/// CSI NUMBER ~, as vt220, xterm, rxvt and the Linux console have them.
constexpr std::array<Named, 8> kNumbers = {{{1, Key::Kind::kHome},
                                            {2, Key::Kind::kInsert},
                                            {3, Key::Kind::kDelete},
                                            {4, Key::Kind::kEnd},
                                            {5, Key::Kind::kPageUp},
                                            {6, Key::Kind::kPageDown},
                                            {7, Key::Kind::kHome},
                                            {8, Key::Kind::kEnd}}};

template <std::size_t count>
Key::Kind find(const std::array<Named, count>& table, char sign) {
  for (const Named& named : table) {
    if (named.sign == sign) return named.kind;
  }
  return Key::Kind::kUnknown;
}

/// The decimal number at the start of `text`, which it is taken off with one semicolon; 0 where there is
/// none.
int take_number(std::string_view& text) {
  int number = 0;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    number = std::min(number * 10 + (text[0] - '0'), 9999);
    text.remove_prefix(1);
  }
  if (!text.empty() && text[0] == ';') text.remove_prefix(1);
  return number;
}

Key control_key(char byte) {
  switch (byte) {
    case '\r':
    case '\n':
      return {Key::Kind::kEnter};
    case '\t':
      return {Key::Kind::kTab};
    case '\b':
    case '\x7F':
      return {Key::Kind::kBackspace};
    case kEscape:
      return {Key::Kind::kEscape};
    default: {
      const char sign = static_cast<char>(byte + '@');
      const char letter = sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign + ('a' - 'A')) : sign;
      return {Key::Kind::kControl, std::string(1, letter)};
    }
  }
}

bool is_control(char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == '\x7F'; }

/// How many bytes a character with this lead byte has.
std::size_t length_of(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte >= 0xF0 && byte < 0xF5) return 4;
  if (byte >= 0xE0 && byte < 0xF0) return 3;
  if (byte >= 0xC2 && byte < 0xE0) return 2;
  return 1;
}

/// Whether more bytes may make a character of these.
bool is_cut_character(std::string_view bytes) {
  return bytes.size() < length_of(bytes[0]) && std::all_of(bytes.begin() + 1, bytes.end(), [](char byte) {
           return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
         });
}

}  // namespace

std::vector<Key> KeyDecoder::decode(std::string_view bytes) {
  std::vector<Key> keys;
  pending_ += bytes;
  while (taken_ < pending_.size() && (in_paste_ ? take_paste(keys) : take_key(keys))) {
  }
  pending_.erase(0, taken_);
  taken_ = 0;
  return keys;
}

std::vector<Key> KeyDecoder::flush() {
  std::vector<Key> keys;
  if (in_paste_ || pending_.empty()) return keys;
  // ESC, then what begins no sequence after all, or a part of a character.
  const std::string bytes = std::exchange(pending_, "");
  if (bytes == "\033") {
    keys.push_back({Key::Kind::kEscape});
  } else if (bytes[0] == kEscape && bytes.size() == 2) {
    put_text(keys, bytes.substr(1), true);
  } else {
    keys.push_back({Key::Kind::kUnknown});
  }
  return keys;
}

void KeyDecoder::put_text(std::vector<Key>& keys, std::string_view text, bool alt) {
  if (!alt && !keys.empty() && keys.back().kind == Key::Kind::kText && !keys.back().alt) {
    keys.back().text += text;
  } else {
    keys.push_back({Key::Kind::kText, std::string(text), alt});
  }
}

bool KeyDecoder::take_key(std::vector<Key>& keys) {
  const std::string_view rest = std::string_view(pending_).substr(taken_);
  if (rest[0] == kEscape) return take_escape(keys);
  if (is_control(rest[0])) {
    keys.push_back(control_key(rest[0]));
    ++taken_;
    return true;
  }
  std::string_view behind = rest;
  if (erl::take_utf8(behind)) {
    put_text(keys, rest.substr(0, rest.size() - behind.size()), false);
    taken_ += rest.size() - behind.size();
    return true;
  }
  if (is_cut_character(rest)) return false;
  put_text(keys, kReplacement, false);
  ++taken_;
  return true;
}

bool KeyDecoder::take_escape(std::vector<Key>& keys) {
  const std::string_view rest = std::string_view(pending_).substr(taken_);
  if (rest.size() == 1) return false;
  // Alt with a sequence is ESC in front of it.
  const bool has_two = rest[1] == kEscape;
  if (has_two && rest.size() == 2) return false;
  const std::size_t sign = has_two ? 2 : 1;
  if (rest[sign] == '[' || (rest[sign] == 'O' && !has_two)) return take_sequence(keys, sign + 1, has_two);
  if (has_two) {
    keys.push_back({Key::Kind::kEscape});
    ++taken_;
    return true;
  }
  if (is_control(rest[1])) {
    Key key = control_key(rest[1]);
    key.alt = true;
    keys.push_back(std::move(key));
    taken_ += 2;
    return true;
  }
  std::string_view behind = rest.substr(1);
  if (erl::take_utf8(behind)) {
    put_text(keys, rest.substr(1, rest.size() - 1 - behind.size()), true);
    taken_ += rest.size() - behind.size();
    return true;
  }
  if (is_cut_character(rest.substr(1))) return false;
  keys.push_back({Key::Kind::kEscape});
  ++taken_;
  return true;
}

bool KeyDecoder::take_sequence(std::vector<Key>& keys, std::size_t parameters, bool alt) {
  const std::string_view rest = std::string_view(pending_).substr(taken_);
  const auto is_between = [](char byte, char low, char high) { return byte >= low && byte <= high; };
  std::size_t end = parameters;
  // The Linux console sends its function keys as CSI [ LETTER.
  if (rest.size() > end && rest[end] == '[') ++end;
  while (end < rest.size() && is_between(rest[end], 0x20, 0x3F)) ++end;
  if (end == rest.size() && end < kLongestSequence) return false;
  if (end == rest.size() || !is_between(rest[end], 0x40, 0x7E)) {
    keys.push_back({Key::Kind::kUnknown});
    taken_ += end;
    return true;
  }
  taken_ += end + 1;
  std::string_view text = rest.substr(parameters, end - parameters);
  const int number = take_number(text);
  const int modifiers = std::max(take_number(text) - 1, 0);
  if (rest[end] == '~' && number == 200) {
    in_paste_ = true;
    paste_ended_in_return_ = false;
    return true;
  }
  const bool is_named = rest[end] != '~' || number > 8;
  Key key{is_named ? find(kLetters, rest[end]) : find(kNumbers, static_cast<char>(number))};
  if (rest[end - 1] == '[' && end > parameters) key.kind = Key::Kind::kUnknown;
  key.alt = alt || (modifiers & 2) != 0;
  key.control = (modifiers & 4) != 0;
  if (key.kind == Key::Kind::kUnknown) key = {};
  keys.push_back(std::move(key));
  return true;
}

bool KeyDecoder::take_paste(std::vector<Key>& keys) {
  const std::string_view rest = std::string_view(pending_).substr(taken_);
  const std::size_t end = rest.find(kPasteEnd);
  std::size_t size = std::min(end, rest.size());
  if (end == std::string_view::npos) {
    // The end may be cut, and so may be a character.
    for (std::size_t cut = std::min(size, kPasteEnd.size() - 1); cut > 0; --cut) {
      if (rest.substr(size - cut) != kPasteEnd.substr(0, cut)) continue;
      size -= cut;
      break;
    }
    for (std::size_t cut = 1; cut <= std::min<std::size_t>(size, 3); ++cut) {
      const std::string_view last = rest.substr(size - cut, cut);
      if (length_of(last[0]) > cut && is_cut_character(last)) {
        size -= cut;
        break;
      }
    }
  }
  Key key{Key::Kind::kPaste};
  for (std::string_view text = rest.substr(0, size); !text.empty();) {
    if (text[0] == '\n' && std::exchange(paste_ended_in_return_, false)) {
      text.remove_prefix(1);
      continue;
    }
    paste_ended_in_return_ = text[0] == '\r';
    if (const std::optional<char32_t> code_point = erl::take_utf8(text)) {
      erl::append_utf8(key.text, *code_point == '\r' ? '\n' : *code_point);
    } else {
      key.text += kReplacement;
      text.remove_prefix(1);
    }
  }
  if (!key.text.empty()) keys.push_back(std::move(key));
  taken_ += size;
  if (end == std::string_view::npos) return false;
  in_paste_ = false;
  taken_ += kPasteEnd.size();
  return true;
}

}  // namespace slipway::editor
