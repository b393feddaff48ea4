#include "project/testimony.hpp"

namespace slipway::project {
namespace {

std::optional<std::vector<std::string>> paths(const erl::Term& testimony, std::string_view key) {
  const erl::Term* found = erl::find(testimony, key);
  const auto* list = found != nullptr ? found->proper_list() : nullptr;
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> result;
  for (const erl::Term& path : *list) {
    std::optional<std::string> text = erl::text_of(path);
    if (!text || !text->starts_with('/')) return std::nullopt;
    result.push_back(std::move(*text));
  }
  return result;
}

Testimony doubtful(std::string reason) {
  Testimony testimony;
  testimony.doubt = std::move(reason);
  return testimony;
}

}  // namespace

Testimony read_testimony(const erl::Term& answer) {
  if (answer.is_atom("no_witness")) return doubtful("nobody watched");
  auto read = paths(answer, "read");
  auto listed = paths(answer, "listed");
  auto written = paths(answer, "written");
  const erl::Term* doubt = erl::find(answer, "doubt");
  if (!read || !listed || !written || doubt == nullptr) return doubtful("the testimony is incomplete");
  Testimony testimony{std::nullopt, std::move(*read), std::move(*listed), std::move(*written)};
  if (!doubt->is_atom("nil")) testimony.doubt = erl::text_of(*doubt).value_or("a reason without a text");
  return testimony;
}

}  // namespace slipway::project
