#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "support/json.hpp"

namespace slipway {

/// Documents that Slipway reads are manifests and configurations: containers/image and containerd refuse
/// manifests above 4 MiB.
inline constexpr std::size_t kLargestJson = std::size_t{4} << 20;

/// Values nested deeper than this are refused; the deepest that is read has 8 levels.
inline constexpr std::size_t kDeepestJson = 100;

/// Reads a document (RFC 8259), which must be UTF-8. Numbers with a fraction or an exponent, and whole ones
/// beyond 64 bits with a sign, become double. Throws Error "SOURCE: problem" for what is no JSON, is larger
/// than `limit` bytes, is nested too deeply, or has an object with two members of the same name, of which
/// readers take one or the other.
Json read_json(std::string_view text, std::string_view source, std::size_t limit = kLargestJson);

/// A value in a document that was read, and where it stands, so that errors name the place by its JSON
/// pointer (RFC 6901): `index.json: /manifests/0/size: "x" is not a whole number`. A member that is null
/// counts as one that is not there, as Docker and Go programs write it. Document and source must outlive it.
class JsonPlace {
 public:
  JsonPlace(const Json& document, std::string_view source) : value_(&document), source_(source) {}

  const Json& value() const { return *value_; }

  /// The member; throws Error where the value is no object, or has no such member.
  JsonPlace at(std::string_view name) const;
  /// The member, if it is there; throws Error where the value is no object.
  std::optional<JsonPlace> find(std::string_view name) const;

  // The value as what it must be; these throw Error where it is something else.
  const std::string& text() const;
  bool boolean() const;
  std::int64_t integer() const;
  /// An integer that is not negative: a size.
  std::uint64_t size() const;
  void each_element(const std::function<void(const JsonPlace&)>& visit) const;
  void each_member(const std::function<void(const std::string& name, const JsonPlace&)>& visit) const;

  /// "SOURCE: /POINTER", or "SOURCE" for the document itself.
  std::string where() const;
  /// Throws Error "SOURCE: /POINTER: problem".
  [[noreturn]] void fail(std::string_view problem) const;
  /// Throws Error "SOURCE: /POINTER: VALUE is not EXPECTED".
  [[noreturn]] void fail_expecting(std::string_view expected) const;

 private:
  JsonPlace(const Json& value, std::string_view source, std::string pointer)
      : value_(&value), source_(source), pointer_(std::move(pointer)) {}

  JsonPlace below(std::string_view name, const Json& value) const;

  const Json* value_;
  std::string_view source_;
  std::string pointer_;
};

}  // namespace slipway
