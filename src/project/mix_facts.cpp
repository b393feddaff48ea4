#include "project/mix_facts.hpp"

#include <array>
#include <charconv>

#include "base/error.hpp"

namespace slipway::project {
namespace {

class FactReader {
 public:
  explicit FactReader(const erl::Term& facts) : facts_(facts) {}

  const erl::Term& value(std::string_view key) const {
    const erl::Term* value = erl::find(facts_, key);
    if (value == nullptr) fail(key, "is missing");
    return *value;
  }
  std::string text(std::string_view key) const {
    std::optional<std::string> text = erl::text_of(value(key));
    if (!text) fail(key, "is no text");
    return *std::move(text);
  }
  std::optional<std::string> optional_text(std::string_view key) const {
    if (value(key).is_atom("nil")) return std::nullopt;
    return text(key);
  }
  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> texts;
    if (value(key).is_atom("nil")) return texts;
    for (const erl::Term& element : list(key)) {
      std::optional<std::string> text = erl::text_of(element);
      if (!text) fail(key, "holds something that is no text");
      texts.push_back(*std::move(text));
    }
    return texts;
  }
  const std::vector<erl::Term>& list(std::string_view key) const {
    const auto* elements = value(key).proper_list();
    if (elements == nullptr) fail(key, "is no list");
    return *elements;
  }

 private:
  [[noreturn]] static void fail(std::string_view key, std::string_view problem) {
    throw Error("the project's " + std::string(key) + " " + std::string(problem));
  }

  const erl::Term& facts_;
};

int whole_number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::string ElixirVersion::text() const {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

ElixirVersion parse_elixir_version(std::string_view text) {
  std::array<int, 3> numbers{};
  for (int& number : numbers) {
    number = whole_number(text);
    const std::size_t dot = text.find('.');
    text = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  }
  return {numbers[0], numbers[1], numbers[2]};
}

MixFacts read_mix_facts(const erl::Term& term) {
  const FactReader facts(term);
  MixFacts result;
  result.elixir = parse_elixir_version(facts.text("elixir_version"));
  result.otp_release = whole_number(facts.text("otp_release"));
  result.erts_version = facts.text("erts_version");
  result.otp_root = facts.text("otp_root");
  result.otp_lib_dir = facts.text("otp_lib_dir");
  result.elixir_lib_dir = facts.text("elixir_lib_dir");
  for (std::string& folder : facts.texts("code_path")) result.code_path.emplace_back(std::move(folder));
  result.significant_chunks = facts.texts("significant_chunks");
  result.mix_env = facts.text("mix_env");
  result.mix_target = facts.text("mix_target");
  result.umbrella = facts.value("umbrella").is_atom("true");
  result.app = facts.optional_text("app");
  result.version = facts.optional_text("version");
  result.description = facts.optional_text("description");
  result.source_url = facts.optional_text("source_url");
  result.homepage_url = facts.optional_text("homepage_url");
  result.build_path = facts.text("build_path");
  result.config_path = facts.text("config_path");
  result.consolidation_path = facts.optional_text("consolidation_path");
  result.deps_apps = facts.texts("deps_apps");
  result.fetched_apps = facts.texts("fetched_apps");
  result.default_release = facts.optional_text("default_release");
  result.aliases = facts.texts("aliases");
  result.releases = facts.texts("releases");
  return result;
}

}  // namespace slipway::project
