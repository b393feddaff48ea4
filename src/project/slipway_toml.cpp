#include "project/slipway_toml.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/error.hpp"
#include "base/files.hpp"
#include "project/project_commands.hpp"
#include "project/settings_source.hpp"
#include "support/toml.hpp"

namespace slipway::project {
namespace {

constexpr std::array<std::string_view, 9> kSections = {"node", "env",   "hooks", "commands", "health",
                                                       "boot", "image", "build", "check"};
constexpr const char* kSectionsInWords =
    "[node], [env], [hooks], [commands], [health], [boot], [image], [build] and [check]";
constexpr std::array<std::string_view, 3> kNodeKeys = {"name", "distribution", "port"};
constexpr std::array<std::string_view, 3> kDistributions = {"name", "sname", "none"};
// The launcher sets these at every start, whatever the environment says.
constexpr std::array<std::string_view, 3> kVariablesOfTheLauncher = {"RELEASE_ROOT", "RELEASE_COMMAND",
                                                                     "RELEASE_VSN"};
constexpr std::int64_t kLargestPort = 65535;

bool contains(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// [A-Za-z_][A-Za-z0-9_]*: what a shell can name, too.
bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || is_digit(c); });
}

class Reader {
 public:
  explicit Reader(std::string_view source) : source_{source} {}

  Settings read(const TomlTable& document) const {
    Settings settings;
    for (const TomlEntry& section : document) {
      if (!contains(kSections, section.key)) refuse_section(section);
      const auto* table = section.value.as<TomlTable>();
      if (table == nullptr) {
        fail(section.line, section.key + " must be a table, not " + section.value.describe() + ": write [" +
                               section.key + "] on a line of its own, and the settings below it");
      }
      if (section.key == "node") settings.node = read_node(*table);
      if (section.key == "env") settings.environment = read_environment(*table);
      if (section.key == "commands") settings.own_commands = read_own_commands(*table, source_);
      if (section.key == "health") settings.health_ready = read_health(*table);
      if (section.key == "boot") settings.boot_profile = read_boot(*table);
      if (section.key == "image") settings.image = read_image_settings(*table, source_);
      if (section.key == "build") settings.build = read_build_settings(*table, source_);
      if (section.key == "check") settings.check = read_check_settings(*table, source_);
    }
    // The hooks run commands, wherever those stand.
    for (const TomlEntry& section : document) {
      if (section.key != "hooks") continue;
      settings.hooks = read_hooks(*section.value.as<TomlTable>(), settings.own_commands, source_);
    }
    check_set_once(document, settings);
    return settings;
  }

 private:
  [[noreturn]] void fail(std::size_t line, const std::string& problem) const { source_.fail(line, problem); }

  [[noreturn]] void refuse_section(const TomlEntry& section) const {
    const std::string meant = did_you_mean(section.key, kSections);
    const bool is_table = section.value.as<TomlTable>() != nullptr;
    fail(section.line, (is_table ? "unknown section [" + section.key + "]"
                                 : "unknown setting " + section.key + " outside of a section") +
                           "; " +
                           (meant.empty() ? "the sections are " + std::string(kSectionsInWords) : meant));
  }

  std::string text_with_expressions(const TomlEntry& entry, const std::string& name) const {
    const auto* text = entry.value.as<std::string>();
    if (text == nullptr) fail(entry.line, name + " must be a string, not " + entry.value.describe());
    source_.check_text(entry.line, *text, name);
    return *text;
  }

  /// [node] name and distribution are the defaults of two variables; with these in [env] they would have no
  /// effect.
  void check_set_once(const TomlTable& document, const Settings& settings) const {
    for (const TomlEntry& section : document) {
      if (section.key != "env") continue;
      for (const TomlEntry& entry : *section.value.as<TomlTable>()) {
        if ((entry.key == "RELEASE_NODE" && settings.node.name) ||
            (entry.key == "RELEASE_DISTRIBUTION" && settings.node.distribution)) {
          fail(entry.line, "[env] " + entry.key + " says the same as [node] " +
                               (entry.key == "RELEASE_NODE" ? "name" : "distribution") +
                               " does; remove one of them");
        }
      }
    }
  }

  erl::LaunchNode read_node(const TomlTable& table) const {
    erl::LaunchNode node;
    for (const TomlEntry& entry : table) {
      if (entry.key == "name") {
        node.name = node_name(entry);
      } else if (entry.key == "distribution") {
        node.distribution = distribution(entry);
      } else if (entry.key == "port") {
        node.port = port(entry);
      } else {
        const std::string meant = did_you_mean(entry.key, kNodeKeys);
        fail(entry.line, "[node] has no setting " + toml_quoted(entry.key) + "; " +
                             (meant.empty() ? "it has name, distribution and port" : meant));
      }
    }
    return node;
  }

  std::string node_name(const TomlEntry& entry) const {
    std::string name = text_with_expressions(entry, "[node] name");
    // What the expressions give is known at the start alone; what stands around them can be judged here.
    const bool spaced = std::any_of(name.begin(), name.end(), [](char c) {
      return c == ' ' || static_cast<unsigned char>(c) < ' ' || c == '\x7F';
    });
    if (name.empty() || spaced || name.front() == '@' || std::count(name.begin(), name.end(), '@') > 1) {
      fail(entry.line, "[node] name must be NAME or NAME@HOST without spaces, not " + toml_quoted(name) +
                           "; for example \"${RELEASE_NAME}@${IP}\"");
    }
    return name;
  }

  std::string distribution(const TomlEntry& entry) const {
    const auto* text = entry.value.as<std::string>();
    if (text == nullptr || !contains(kDistributions, *text)) {
      fail(entry.line, R"([node] distribution must be "name" (full host names), "sname" (short ones) or )"
                       R"("none", not )" +
                           entry.value.describe());
    }
    return *text;
  }

  int port(const TomlEntry& entry) const {
    const auto* number = entry.value.as<std::int64_t>();
    if (number == nullptr || *number < 1 || *number > kLargestPort) {
      fail(entry.line, "[node] port must be a whole number from 1 to 65535, found " + entry.value.describe());
    }
    return static_cast<int>(*number);
  }

  std::vector<std::pair<std::string, std::string>> read_environment(const TomlTable& table) const {
    std::vector<std::pair<std::string, std::string>> variables;
    for (const TomlEntry& entry : table) {
      if (!is_variable_name(entry.key)) {
        fail(entry.line, "[env] " + toml_quoted(entry.key) +
                             " can't name a variable; use letters, digits and _, and no digit in front");
      }
      if (contains(kVariablesOfTheLauncher, entry.key)) {
        fail(entry.line, "[env] can't set " + entry.key + ": the launcher sets it at every start; remove it");
      }
      variables.emplace_back(entry.key, variable(entry));
    }
    return variables;
  }

  std::string variable(const TomlEntry& entry) const {
    if (const auto* number = entry.value.as<std::int64_t>()) return std::to_string(*number);
    if (const auto* boolean = entry.value.as<bool>()) return *boolean ? "true" : "false";
    if (entry.value.as<double>() != nullptr) {
      fail(entry.line,
           "[env] " + entry.key + " is a number with a fraction; write it as a string, in quotes");
    }
    if (entry.value.as<std::string>() == nullptr) {
      fail(entry.line, "[env] " + entry.key + " must be a string, a whole number or a boolean, not " +
                           entry.value.describe());
    }
    std::string text = text_with_expressions(entry, "[env] " + entry.key);
    // The settings become part of the release, where every user can read them.
    if (entry.key == "RELEASE_COOKIE" && text.find("${") == std::string::npos) {
      fail(entry.line,
           "[env] RELEASE_COOKIE would be readable by everyone; set it in the environment of the release, or "
           "`cookie:` of the release in mix.exs");
    }
    return text;
  }

  std::optional<std::string> read_health(const TomlTable& table) const {
    std::optional<std::string> expression;
    for (const TomlEntry& entry : table) {
      if (entry.key != "ready") {
        fail(entry.line, "[health] has no setting " + toml_quoted(entry.key) + "; it has ready");
      }
      const auto* text = entry.value.as<std::string>();
      if (text == nullptr || text->find_first_not_of(" \t\r\n") == std::string::npos) {
        fail(entry.line, "[health] ready must be an expression, such as \"MyApp.ready?()\", not " +
                             entry.value.describe());
      }
      if (text->find('\0') != std::string::npos) {
        fail(entry.line, "[health] ready holds a NUL character; remove it");
      }
      expression = *text;
    }
    return expression;
  }

  std::optional<std::string> read_boot(const TomlTable& table) const {
    std::optional<std::string> profile;
    for (const TomlEntry& entry : table) {
      if (entry.key != "profile") {
        fail(entry.line, "[boot] has no setting " + toml_quoted(entry.key) + "; it has profile");
      }
      const auto* text = entry.value.as<std::string>();
      if (text == nullptr || text->empty()) {
        fail(entry.line, "[boot] profile must be the path of a file, such as \"rel/boot.profile\", not " +
                             entry.value.describe());
      }
      if (text->find('\0') != std::string::npos) {
        fail(entry.line, "[boot] profile holds a NUL character; remove it");
      }
      profile = *text;
    }
    return profile;
  }

  SettingsSource source_;
};

}  // namespace

std::optional<std::string> expression_problem(std::string_view text) {
  constexpr std::string_view kForms = "; write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar";
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$')) {
    text.remove_prefix(at + 1);
    if (text.starts_with('$')) {
      text.remove_prefix(1);
      continue;
    }
    if (!text.starts_with('{')) return "a $ stands alone" + std::string(kForms);
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return "a ${ is not closed" + std::string(kForms);
    const std::string_view inside = text.substr(1, end - 1);
    const std::size_t colon = std::min(inside.find(":-"), inside.size());
    if (!is_variable_name(inside.substr(0, colon))) {
      return toml_quoted(inside.substr(0, colon)) + " can't name a variable" + std::string(kForms);
    }
    if (inside.find('$') != std::string_view::npos) {
      return "the default of " + std::string(inside.substr(0, colon)) + " holds a $, which it can't";
    }
    text.remove_prefix(end + 1);
  }
  return std::nullopt;
}

Settings parse_settings(std::string_view text, std::string_view source) {
  return Reader(source).read(read_toml(text, source));
}

std::optional<Settings> read_settings(const std::filesystem::path& project_folder) {
  const std::optional<std::string> text = read_file_if_exists(project_folder / kSettingsFile, kLargestToml);
  if (!text) return std::nullopt;
  return parse_settings(*text, kSettingsFile);
}

}  // namespace slipway::project
