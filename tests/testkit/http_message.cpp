#include "testkit/http_message.hpp"

#include <algorithm>

#include "base/digits.hpp"
#include "base/text.hpp"
#include "testkit/loopback.hpp"

namespace slipway::testkit {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;
constexpr std::size_t kLargestHead = std::size_t{256} << 10;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace

std::string Head::target() const {
  const std::size_t blank = first.find(' ');
  return first.substr(blank + 1, first.rfind(' ') - blank - 1);
}

std::optional<std::string> Head::field(std::string_view name) const {
  for (const auto& [own, value] : fields) {
    if (own == name) return value;
  }
  return std::nullopt;
}

std::size_t Head::content_length() const {
  return decimal_number<std::size_t>(field("content-length").value_or("0")).value_or(0);
}

void Head::set(const std::string& name, const std::string& value) {
  remove(name);
  fields.emplace_back(name, value);
}

void Head::remove(std::string_view name) {
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
}

std::string Head::text() const {
  std::string text = first + "\r\n";
  for (const auto& [name, value] : fields) text += concat({name, ": ", value, "\r\n"});
  return text + "\r\n";
}

std::optional<Head> receive_head(const FileDescriptor& peer) {
  std::string bytes;
  std::size_t end = std::string::npos;
  while ((end = bytes.find("\r\n\r\n")) == std::string::npos) {
    const std::string piece = receive_some(peer, kPiece);
    if (piece.empty() || bytes.size() > kLargestHead) return std::nullopt;
    bytes += piece;
    if (bytes.front() < 'A' || bytes.front() > 'Z') {  // of TLS, which real servers refuse like this
      send_bytes(peer, "HTTP/1.0 400 Bad Request\r\n\r\n");
      return std::nullopt;
    }
  }
  Head head;
  head.begin_of_body = bytes.substr(end + 4);
  std::string_view rest(bytes.data(), end + 2);
  for (bool is_first = true; !rest.empty(); is_first = false) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(':');
    if (is_first) {
      head.first = line;
    } else if (colon != std::string_view::npos) {
      const std::size_t value = line.find_first_not_of(' ', colon + 1);
      head.fields.emplace_back(lower(std::string(line.substr(0, colon))),
                               value == std::string_view::npos ? "" : line.substr(value));
    }
  }
  return head;
}

}  // namespace slipway::testkit
