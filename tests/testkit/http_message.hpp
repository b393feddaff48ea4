#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file_descriptor.hpp"

namespace slipway::testkit {

/// The head of a request or an answer of HTTP/1.1, and what of the body came with it.
struct Head {
  /// "GET /v2/ HTTP/1.1"
  std::string first;
  /// Names in lower case.
  std::vector<std::pair<std::string, std::string>> fields;
  std::string begin_of_body;

  std::string method() const { return first.substr(0, first.find(' ')); }
  /// Path and query.
  std::string target() const;
  std::optional<std::string> field(std::string_view name) const;
  std::size_t content_length() const;
  void set(const std::string& name, const std::string& value);
  void remove(std::string_view name);
  std::string text() const;
};

/// Nothing where the peer goes, or speaks something else; TLS is answered as real servers do.
std::optional<Head> receive_head(const FileDescriptor& peer);

}  // namespace slipway::testkit
