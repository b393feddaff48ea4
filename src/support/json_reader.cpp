#include "support/json_reader.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <vector>

// The only file that includes nlohmann-json: it takes seconds to compile.
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway {
namespace {

/// An error shows so much of a value.
constexpr std::size_t kLongestExcerpt = 60;
/// The parser's reason ends with what it read last, which can be anything.
constexpr std::size_t kLongestReason = 200;

/// Is told the parts of a document by nlohmann-json's parser (which keeps its own stack, so depth costs no
/// stack of ours) and puts them together.
class Builder {
 public:
  explicit Builder(std::string_view source) : source_(source) {}

  Json take() { return std::move(root_); }

  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(std::int64_t value) { return add(value); }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return add(static_cast<double>(value));
    return add(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string&) { return add(value); }
  bool string(std::string& value) { return add(value); }
  bool binary(const nlohmann::json::binary_t&) { return false; }  // no JSON has any

  bool start_object(std::size_t) { return open(Json::Object()); }
  bool key(std::string& name) {
    Container& inner = open_.back();
    if (!inner.names.insert(name).second) {
      throw Error(concat({source_, ": an object has two members with the name \"",
                          name.substr(0, kLongestExcerpt), "\"; each stands there once"}));
    }
    inner.name = std::move(name);
    return true;
  }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Json::Array()); }
  bool end_array() { return close(); }

  bool parse_error(std::size_t offset, const std::string&, const nlohmann::json::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while ...", or
    // "[json.exception.out_of_range.406] number overflow parsing ...".
    std::string_view reason = error.what();
    reason.remove_prefix(std::min(reason.size(), reason.find("] ") + 2));
    if (reason.starts_with("parse error at ")) reason.remove_prefix(reason.find(": ") + 2);
    throw Error(concat({source_, ": this is no JSON (at byte ", std::to_string(offset), ": ",
                        reason.substr(0, kLongestReason), ")"}));
  }

 private:
  struct Container {
    std::variant<Json::Array, Json::Object> value;
    /// Of an object: the names so far, and that of the member which comes next.
    std::set<std::string, std::less<>> names = {};
    std::string name = {};
  };

  bool open(std::variant<Json::Array, Json::Object> value) {
    if (open_.size() == kDeepestJson) {
      throw Error(concat({source_, ": values are nested deeper than the ", std::to_string(kDeepestJson),
                          " levels that are allowed"}));
    }
    open_.push_back({std::move(value)});
    return true;
  }
  bool close() {
    Container inner = std::move(open_.back());
    open_.pop_back();
    return std::visit([this](auto& value) { return add(std::move(value)); }, inner.value);
  }
  bool add(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = std::get_if<Json::Array>(&open_.back().value)) {
      array->push_back(std::move(value));
    } else {
      std::get<Json::Object>(open_.back().value).emplace_back(std::move(open_.back().name), std::move(value));
    }
    return true;
  }

  std::string_view source_;
  std::vector<Container> open_;
  Json root_ = nullptr;
};

std::string described(const Json& value) {
  if (value.as<Json::Array>() != nullptr) return "an array";
  if (value.as<Json::Object>() != nullptr) return "an object";
  if (const auto* text = value.as<std::string>(); text != nullptr && text->size() > kLongestExcerpt)
    return write_json_compact(text->substr(0, kLongestExcerpt) + "...");
  return write_json_compact(value);
}

/// As RFC 6901, section 3, has it.
std::string escaped(std::string_view name) {
  std::string token;
  for (const char c : name.substr(0, kLongestExcerpt)) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

}  // namespace

Json read_json(std::string_view text, std::string_view source, std::size_t limit) {
  if (text.size() > limit) {
    throw Error(concat({source, ": this has ", std::to_string(text.size()), " bytes; at most ",
                        std::to_string(limit), " are read as JSON"}));
  }
  // The parser takes it for the end.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
    throw Error(concat({source, ": this is no JSON (at byte ", std::to_string(nul), ": it holds a NUL)"}));
  Builder builder(source);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

JsonPlace JsonPlace::below(std::string_view name, const Json& value) const {
  return {value, source_, concat({pointer_, "/", escaped(name)})};
}

std::optional<JsonPlace> JsonPlace::find(std::string_view name) const {
  const auto* object = value_->as<Json::Object>();
  if (object == nullptr) fail_expecting("an object");
  const auto member = std::find_if(object->begin(), object->end(),
                                   [name](const auto& candidate) { return candidate.first == name; });
  if (member == object->end() || member->second.as<std::nullptr_t>() != nullptr) return std::nullopt;
  return below(name, member->second);
}

JsonPlace JsonPlace::at(std::string_view name) const {
  std::optional<JsonPlace> member = find(name);
  if (!member) fail(concat({"the member \"", name, "\" is missing"}));
  return *std::move(member);
}

const std::string& JsonPlace::text() const {
  const auto* text = value_->as<std::string>();
  if (text == nullptr) fail_expecting("a string");
  return *text;
}

bool JsonPlace::boolean() const {
  const bool* value = value_->as<bool>();
  if (value == nullptr) fail_expecting("true or false");
  return *value;
}

std::int64_t JsonPlace::integer() const {
  const auto* value = value_->as<std::int64_t>();
  if (value == nullptr) fail_expecting("a whole number");
  return *value;
}

std::uint64_t JsonPlace::size() const {
  const std::int64_t value = integer();
  if (value < 0) fail_expecting("a size");
  return static_cast<std::uint64_t>(value);
}

void JsonPlace::each_element(const std::function<void(const JsonPlace&)>& visit) const {
  const auto* array = value_->as<Json::Array>();
  if (array == nullptr) fail_expecting("an array");
  std::size_t index = 0;
  for (const Json& element : *array) visit(below(std::to_string(index++), element));
}

void JsonPlace::each_member(
    const std::function<void(const std::string& name, const JsonPlace&)>& visit) const {
  const auto* object = value_->as<Json::Object>();
  if (object == nullptr) fail_expecting("an object");
  for (const auto& [name, value] : *object) visit(name, below(name, value));
}

std::string JsonPlace::where() const { return concat({source_, pointer_.empty() ? "" : ": ", pointer_}); }

void JsonPlace::fail(std::string_view problem) const { throw Error(concat({where(), ": ", problem})); }

void JsonPlace::fail_expecting(std::string_view expected) const {
  fail(concat({described(*value_), " is not ", expected}));
}

}  // namespace slipway
