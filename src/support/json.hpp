#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace slipway {

template <typename Value>
concept JsonInteger = std::integral<Value> && !std::same_as<Value, bool>;

/// A JSON value (RFC 8259), to be written or as it was read (support/json_reader.hpp). Objects keep the order
/// in which their members were given, so that the same value has the same text.
class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;
  using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object>;

  // Values stand in braces as they are: {{"status", "ok"}, {"lines", 3}}.
  // NOLINTBEGIN(google-explicit-constructor)
  Json(std::nullptr_t) : value_(nullptr) {}
  Json(std::same_as<bool> auto value) : value_(value) {}
  Json(JsonInteger auto value) : value_(std::int64_t{value}) {}
  Json(double value) : value_(value) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const std::string& value) : value_(value) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(Array value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}
  // NOLINTEND(google-explicit-constructor)

  const Value& value() const { return value_; }

  /// The alternative, or null where the value is something else.
  template <typename Alternative>
  const Alternative* as() const {
    return std::get_if<Alternative>(&value_);
  }

  bool operator==(const Json&) const = default;

 private:
  Value value_;
};

/// The value on several lines, indented by two spaces, with a line end behind it. Bytes that are not UTF-8
/// are written as U+FFFD, one for each. Throws Error for a number that is infinite or none.
std::string write_json(const Json& value);

/// The same on one line, without spaces and without a line end.
std::string write_json_compact(const Json& value);

}  // namespace slipway
