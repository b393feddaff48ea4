#include "registry/http.hpp"

#include <memory>
#include <utility>

namespace slipway::registry {

HttpBody text_body(std::string text) {
  const auto content = std::make_shared<const std::string>(std::move(text));
  return {.size = content->size(), .open = [content] {
            return ByteSource([content, is_given = false]() mutable {
              return std::exchange(is_given, true) ? std::string_view() : std::string_view(*content);
            });
          }};
}

std::optional<std::string> HttpResponse::field(std::string_view name) const {
  for (const HeaderField& field : fields) {
    if (field.name == name) return field.value;
  }
  return std::nullopt;
}

std::vector<std::string> HttpResponse::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const HeaderField& field : fields) {
    if (field.name == name) values.push_back(field.value);
  }
  return values;
}

}  // namespace slipway::registry
