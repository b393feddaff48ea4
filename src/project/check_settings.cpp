#include "project/check_settings.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"

namespace slipway::project {
namespace {

constexpr std::array<std::string_view, 7> kRules = {
    "compile_time_read",   "baked_configuration", "baked_secret", "mix_at_run_time",
    "missing_application", "releases_exs",        "unreadable"};
constexpr std::string_view kRulesInWords =
    "compile_time_read, baked_configuration, baked_secret, mix_at_run_time, missing_application, "
    "releases_exs "
    "and unreadable";

CheckSettings::Ignored read_ignored(const TomlValue& value, const SettingsSource& source) {
  const auto* text = value.as<std::string>();
  if (text == nullptr) {
    source.fail(value.line, concat({"an entry of [check] ignore must be a string, RULE or RULE:PATHS, not ",
                                    value.describe()}));
  }
  const std::size_t colon = std::min(text->find(':'), text->size());
  const std::string rule = text->substr(0, colon);
  if (std::find(kRules.begin(), kRules.end(), rule) == kRules.end()) {
    const std::string meant = did_you_mean(rule, kRules);
    source.fail(value.line, concat({"[check] ignore names ", toml_quoted(rule), ", which is no rule; ",
                                    meant.empty() ? concat({"the rules are ", kRulesInWords}) : meant}));
  }
  if (text->find('\0') != std::string::npos)
    source.fail(value.line, "an entry of [check] ignore holds a NUL character; remove it");
  if (colon == text->size()) return {.rule = rule, .paths = "*"};
  if (colon + 1 == text->size()) {
    source.fail(value.line, concat({"[check] ignore has no paths behind ", toml_quoted(*text),
                                    "; write them, as in \"", rule, ":lib/legacy/*\", or no colon"}));
  }
  return {.rule = rule, .paths = text->substr(colon + 1)};
}

bool is_ignored(const CheckFinding& finding, const CheckSettings& settings) {
  return std::any_of(
      settings.ignored.begin(), settings.ignored.end(), [&](const CheckSettings::Ignored& ignored) {
        return ignored.rule == finding.rule && ::fnmatch(ignored.paths.c_str(), finding.path.c_str(), 0) == 0;
      });
}

}  // namespace

CheckSettings read_check_settings(const TomlTable& table, const SettingsSource& source) {
  CheckSettings settings;
  for (const TomlEntry& entry : table) {
    if (entry.key == "strict") {
      const bool* strict = entry.value.as<bool>();
      if (strict == nullptr) {
        source.fail(entry.line,
                    concat({"[check] strict must be true or false, not ", entry.value.describe()}));
      }
      settings.is_strict = *strict;
      continue;
    }
    if (entry.key != "ignore") {
      source.fail(entry.line,
                  concat({"[check] has no setting ", toml_quoted(entry.key), "; it has ignore and strict"}));
    }
    const auto* entries = entry.value.as<TomlArray>();
    if (entries == nullptr) {
      source.fail(entry.line, concat({"[check] ignore must be an array of rules, such as [\"releases_exs\"], "
                                      "not ",
                                      entry.value.describe()}));
    }
    for (const TomlValue& value : *entries) settings.ignored.push_back(read_ignored(value, source));
  }
  return settings;
}

std::vector<CheckFinding> without_ignored(std::vector<CheckFinding> findings, const CheckSettings& settings) {
  std::erase_if(findings, [&](const CheckFinding& finding) { return is_ignored(finding, settings); });
  return findings;
}

}  // namespace slipway::project
