#include "project/build_settings.hpp"

#include <array>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::project {
namespace {

constexpr std::array<std::string_view, 4> kStepKeys = {"run", "folder", "inputs", "outputs"};
constexpr const char* kForms =
    R"X("mix deps.get", ["sh", "-c", "a | b"], or { run = "make", inputs = ["src"], outputs = ["priv/tool"] })X";

class Reader {
 public:
  explicit Reader(const SettingsSource& source) : source_(source) {}

  BuildSettings read(const TomlTable& table) const {
    BuildSettings settings;
    for (const TomlEntry& entry : table) {
      if (entry.key != "run") {
        source_.fail(entry.line, "[build] has no setting " + toml_quoted(entry.key) + "; it has run");
      }
      settings.steps = steps(entry);
    }
    return settings;
  }

 private:
  std::vector<BuildStep> steps(const TomlEntry& entry) const {
    const auto* array = entry.value.as<TomlArray>();
    if (array == nullptr) {
      source_.fail(entry.line, "[build] run must be an array of commands, not " + entry.value.describe());
    }
    std::vector<BuildStep> steps;
    for (const TomlValue& value : *array) {
      steps.push_back(step(value));
      require_other_than_build(steps.back(), value.line);
    }
    return steps;
  }

  BuildStep step(const TomlValue& value) const {
    if (const auto* table = value.as<TomlTable>()) return step_of_table(*table, value.line);
    return {.command = command(value)};
  }

  BuildStep step_of_table(const TomlTable& table, std::size_t line) const {
    BuildStep step;
    for (const TomlEntry& entry : table) {
      if (entry.key == "run") {
        step.command = command(entry.value);
      } else if (entry.key == "folder") {
        step.folder = path(entry.value, "folder");
      } else if (entry.key == "inputs") {
        step.files.inputs = paths(entry);
        step.knows_files = true;
      } else if (entry.key == "outputs") {
        step.files.outputs = paths(entry);
      } else {
        const std::string meant = did_you_mean(entry.key, kStepKeys);
        source_.fail(entry.line, "a step of [build] has no setting " + toml_quoted(entry.key) + "; " +
                                     (meant.empty() ? "it has run, folder, inputs and outputs" : meant));
      }
    }
    if (step.command.words.empty()) source_.fail(line, "a step of [build] has no run, the command");
    if (!step.knows_files && !step.files.outputs.empty()) {
      source_.fail(line, "a step of [build] has outputs but no inputs, by which it is known when to run it");
    }
    return step;
  }

  /// In another folder it builds another project.
  void require_other_than_build(const BuildStep& step, std::size_t line) const {
    const std::vector<std::string>& words = step.command.words;
    if (words.size() > 1 && words[0] == "slipway" && words[1] == "build" && step.folder.empty()) {
      source_.fail(line,
                   "[build] run has `slipway build`, which is what runs these steps, and would for ever");
    }
  }

  CommandLine command(const TomlValue& value) const {
    if (const auto* text = value.as<std::string>()) {
      require_no_nul(*text, value.line);
      try {
        return split_command(*text);
      } catch (const Error& error) {
        source_.fail(value.line, "[build] run has " + toml_quoted(*text) + ": " + error.message());
      }
    }
    const auto* array = value.as<TomlArray>();
    if (array == nullptr || array->empty()) {
      source_.fail(value.line,
                   concat({"a step of [build] run must be ", kForms, ", not ", value.describe()}));
    }
    CommandLine command;
    for (const TomlValue& word : *array) command.words.push_back(text(word, "a word of [build] run"));
    if (command.words.front().empty()) source_.fail(value.line, "the program of a step of [build] is empty");
    return command;
  }

  std::string text(const TomlValue& value, const std::string& name) const {
    const auto* text = value.as<std::string>();
    if (text == nullptr) source_.fail(value.line, name + " must be a string, not " + value.describe());
    require_no_nul(*text, value.line);
    return *text;
  }

  void require_no_nul(const std::string& text, std::size_t line) const {
    if (text.find('\0') != std::string::npos) {
      source_.fail(line, "[build] run holds a NUL character, which no argument can hold; remove it");
    }
  }

  std::string path(const TomlValue& value, const std::string& name) const {
    std::string path = text(value, "[build] " + name);
    if (path.empty()) source_.fail(value.line, "[build] " + name + " has an empty path");
    return path;
  }

  std::vector<std::string> paths(const TomlEntry& entry) const {
    const auto* array = entry.value.as<TomlArray>();
    if (array == nullptr) {
      source_.fail(entry.line,
                   "[build] " + entry.key + " must be an array of paths, not " + entry.value.describe());
    }
    std::vector<std::string> paths;
    for (const TomlValue& value : *array) paths.push_back(path(value, entry.key));
    return paths;
  }

  const SettingsSource& source_;
};

}  // namespace

BuildSettings read_build_settings(const TomlTable& table, const SettingsSource& source) {
  return Reader(source).read(table);
}

}  // namespace slipway::project
