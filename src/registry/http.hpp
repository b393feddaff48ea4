#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "registry/url.hpp"
#include "support/byte_source.hpp"

namespace slipway::registry {

struct HeaderField {
  /// In lower case where it was received.
  std::string name;
  std::string value;

  bool operator==(const HeaderField&) const = default;
};

/// Manifests are at most 4 MiB (support/json_reader.hpp); nothing else that is read whole is larger.
inline constexpr std::size_t kLargestAnswer = std::size_t{4} << 20;

struct HttpBody {
  std::uint64_t size = 0;
  /// Gives the content from its begin; called anew where the request is sent again.
  std::function<ByteSource()> open = {};
};

/// The text as a body.
HttpBody text_body(std::string text);

struct HttpRequest {
  std::string method = "GET";
  Url url = {};
  std::vector<HeaderField> fields = {};
  /// POST, PUT and PATCH without one have an empty body.
  std::optional<HttpBody> body = {};
  std::size_t largest_answer = kLargestAnswer;
  /// Gets the content of an answer with the status 200 or 206 in pieces, instead of `HttpResponse::body`.
  /// What it throws ends the request and comes out of `send`.
  std::function<void(const struct HttpResponse& head, std::string_view piece)> sink = {};
  /// Gets how many bytes of the body were handed to the connection since the last call.
  std::function<void(std::uint64_t)> sent = {};
};

struct HttpResponse {
  int status = 0;
  std::vector<HeaderField> fields = {};
  std::string body = {};

  /// The first field of that name, which is given in lower case.
  std::optional<std::string> field(std::string_view name) const;
  /// All of them, in their order.
  std::vector<std::string> all(std::string_view name) const;
  bool is_success() const { return status >= 200 && status < 300; }
};

/// No answer came, or not the whole of it.
class ConnectionError : public Error {
 public:
  enum class Kind {
    /// The name is not known, or nothing listens there.
    kUnreachable,
    /// TLS was not agreed upon: what listens may speak no TLS at all.
    kNoTls,
    /// The certificate is not one that is trusted.
    kUntrusted,
    /// It broke, or stayed silent for too long.
    kBroken
  };

  ConnectionError(Kind kind, std::string message) : Error(std::move(message)), kind_(kind) {}

  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// Sends requests; threads may share one. Tests have one of their own that answers from a table.
class HttpTransport {
 public:
  HttpTransport() = default;
  HttpTransport(const HttpTransport&) = delete;
  HttpTransport& operator=(const HttpTransport&) = delete;
  virtual ~HttpTransport() = default;

  /// One request and its answer, whatever its status; redirections are answers, too. Throws ConnectionError
  /// where none came, Error for an answer beyond the limits, and what the request's functions throw.
  virtual HttpResponse send(const HttpRequest& request) = 0;
};

}  // namespace slipway::registry
