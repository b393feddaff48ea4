#include "erl/golden_support.hpp"

#include <fcntl.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "erl/external.hpp"

namespace slipway::erl {
namespace {

const std::string kScript = std::string(SLIPWAY_SOURCE_DIR) + "/tests/peer/terms_golden.escript";
const std::string kSnippets = std::string(SLIPWAY_SOURCE_DIR) + "/tests/peer/terms_snippets.txt";

}  // namespace

GoldenPeer::GoldenPeer() {
  const ExitStatus status =
      ChildProcess::start({"escript", kScript, "write", folder_.path().string(), kSnippets}).wait();
  if (!status.success()) throw Error("terms_golden.escript " + status.describe());
  answer_ = decode_external(read_file(folder_ / "golden.etf"), "golden.etf");
}

int GoldenPeer::otp() const { return static_cast<int>(*value("otp").as<std::int64_t>()); }

const std::vector<Term>& GoldenPeer::list(std::string_view key) const { return *value(key).proper_list(); }

const Term& GoldenPeer::value(std::string_view key) const {
  const Term* value = find(answer_, key);
  if (value == nullptr) throw Error("the peer gave no " + std::string(key));
  return *value;
}

std::string GoldenPeer::check(const Term& ours) const {
  folder_.write("ours.etf", encode_external(ours));
  const std::string command = "escript '" + kScript + "' check '" + folder_.path().string() + "' > '" +
                              (folder_ / "problems").string() + "'";
  const ExitStatus status = ChildProcess::start({"sh", "-c", command}).wait();
  std::string problems = read_file(folder_ / "problems");
  if (!status.success() && problems.empty()) return "terms_golden.escript " + status.describe();
  return problems;
}

bool has_map_larger_than(std::size_t size, const Term& term) {
  const auto any = [size](const std::vector<Term>& terms) {
    return std::any_of(terms.begin(), terms.end(),
                       [size](const Term& element) { return has_map_larger_than(size, element); });
  };
  if (const auto* tuple = term.as<Tuple>()) return any(tuple->elements);
  if (const auto* list = term.as<List>()) return any(list->elements) || any(list->tail);
  const auto* map = term.as<Map>();
  if (map == nullptr) return false;
  return map->entries.size() > size ||
         std::any_of(map->entries.begin(), map->entries.end(), [size](const auto& entry) {
           return has_map_larger_than(size, entry.first) || has_map_larger_than(size, entry.second);
         });
}

std::string text(const Term& term) {
  std::optional<std::string> result = text_of(term);
  if (!result) throw Error("the peer gave something that is no text");
  return *std::move(result);
}

}  // namespace slipway::erl
