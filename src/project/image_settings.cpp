#include "project/image_settings.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::project {
namespace {

constexpr std::array<std::string_view, 12> kKeys = {"tag",   "base",        "destination", "user",
                                                    "ports", "env",         "labels",      "include",
                                                    "shell", "compression", "stop_signal", "healthcheck"};
constexpr std::array<std::string_view, 4> kHealthKeys = {"interval", "timeout", "start_period", "retries"};
constexpr std::array<std::string_view, 3> kProtocols = {"tcp", "udp", "sctp"};
constexpr std::string_view kCookieVariable = "RELEASE_COOKIE";
constexpr std::string_view kCookieIsNoSecret =
    " would be readable by all who can pull the image; give it to the container as it starts, as "
    "RELEASE_COOKIE or "
    "RELEASE_COOKIE_FILE";
constexpr int kLargestPort = 65535;
constexpr int kLargestId = 2'147'483'647;
constexpr int kSecondsOfADay = 86400;
constexpr int kMostRetries = 1000;

/// A decimal number from 0 to `largest`, or nothing.
std::optional<int> whole_number(std::string_view text, int largest) {
  const std::optional<int> value = decimal_number<int>(text);
  return value && *value >= 0 && *value <= largest ? value : std::nullopt;
}

/// "30s", "5m", "1h" or "500" (seconds) as seconds.
std::optional<int> seconds_of(std::string_view text) {
  int unit = 1;
  if (!text.empty() && text.back() == 'm') unit = 60;
  if (!text.empty() && text.back() == 'h') unit = 3600;
  if (!text.empty() && (unit != 1 || text.back() == 's')) text.remove_suffix(1);
  const std::optional<int> value = whole_number(text, kSecondsOfADay);
  if (!value || *value * unit > kSecondsOfADay) return std::nullopt;
  return *value * unit;
}

class Reader {
 public:
  explicit Reader(const SettingsSource& source) : source_(source) {}

  ImageSettings read(const TomlTable& table) const {
    ImageSettings settings;
    for (const TomlEntry& entry : table) read_entry(entry, settings);
    return settings;
  }

 private:
  void read_entry(const TomlEntry& entry, ImageSettings& settings) const {
    const std::string where =
        concat({source_.name, ":", std::to_string(entry.line), ": [image] ", entry.key});
    if (entry.key == "tag") {
      settings.tag = text(entry);
    } else if (entry.key == "base") {
      settings.base = text(entry);
    } else if (entry.key == "destination") {
      settings.destination = destination(entry);
    } else if (entry.key == "user") {
      settings.user = image_user(text_or_number(entry), where);
    } else if (entry.key == "ports") {
      for (const std::string& port : texts(entry)) settings.ports.push_back(image_port(port, where));
    } else if (entry.key == "env") {
      settings.environment = variables(entry, true);
    } else if (entry.key == "labels") {
      settings.labels = variables(entry, false);
    } else if (entry.key == "include") {
      settings.include = included(entry);
    } else if (entry.key == "shell") {
      settings.shell = image_shell(text(entry), where);
    } else if (entry.key == "compression") {
      settings.compression = image_compression(text(entry), where);
    } else if (entry.key == "stop_signal") {
      settings.stop_signal = stop_signal(entry);
    } else if (entry.key == "healthcheck") {
      settings.healthcheck = healthcheck(entry);
    } else {
      refuse(entry);
    }
  }

  [[noreturn]] void refuse(const TomlEntry& entry) const {
    const std::string meant = did_you_mean(entry.key, kKeys);
    source_.fail(
        entry.line,
        "[image] has no setting " + toml_quoted(entry.key) + "; " +
            (meant.empty() ? "it has tag, base, destination, user, ports, env, labels, include, shell, "
                             "compression, stop_signal and healthcheck"
                           : meant));
  }

  std::string text(const TomlEntry& entry) const {
    const auto* value = entry.value.as<std::string>();
    if (value == nullptr || value->empty() || value->find('\0') != std::string::npos) {
      source_.fail(entry.line, "[image] " + entry.key + " must be a text, not " + entry.value.describe());
    }
    return *value;
  }

  std::string text_or_number(const TomlEntry& entry) const {
    if (const auto* number = entry.value.as<std::int64_t>()) return std::to_string(*number);
    return text(entry);
  }

  /// An array of texts and numbers, as texts.
  std::vector<std::string> texts(const TomlEntry& entry) const {
    const auto* array = entry.value.as<TomlArray>();
    if (array == nullptr) {
      source_.fail(entry.line, "[image] " + entry.key + " must be an array, not " + entry.value.describe());
    }
    std::vector<std::string> result;
    for (const TomlValue& value : *array) result.push_back(text_or_number({entry.key, value, value.line}));
    return result;
  }

  std::string destination(const TomlEntry& entry) const {
    std::string path = text(entry);
    if (path.size() > 1 && path.back() == '/') path.pop_back();
    if (!path.starts_with('/') || path.starts_with("//") || path == "/" ||
        std::filesystem::path(path).lexically_normal() != path) {
      source_.fail(entry.line,
                   "[image] destination must be an absolute path below /, such as \"/app\", not " +
                       entry.value.describe());
    }
    return path;
  }

  std::vector<std::string> included(const TomlEntry& entry) const {
    std::vector<std::string> paths = texts(entry);
    for (const std::string& path : paths) {
      if (!path.starts_with('/')) {
        source_.fail(entry.line,
                     "[image] include has " + toml_quoted(path) +
                         "; it takes absolute paths of this machine, which are the same in the image");
      }
    }
    return paths;
  }

  std::vector<std::pair<std::string, std::string>> variables(const TomlEntry& entry,
                                                             bool are_variables) const {
    const auto* table = entry.value.as<TomlTable>();
    if (table == nullptr) {
      source_.fail(entry.line, "[image] " + entry.key +
                                   R"( must be a table, such as { NAME = "value" }, not )" +
                                   entry.value.describe());
    }
    std::vector<std::pair<std::string, std::string>> result;
    for (const TomlEntry& variable : *table) {
      const std::string name = "[image] " + entry.key + " " + variable.key;
      if (are_variables && (variable.key.empty() || variable.key.find('=') != std::string::npos)) {
        source_.fail(variable.line, name + ": this can't name a variable");
      }
      if (are_variables && variable.key == kCookieVariable) {
        source_.fail(variable.line, concat({name, kCookieIsNoSecret}));
      }
      result.emplace_back(variable.key, variable_text(variable, name));
    }
    return result;
  }

  std::string variable_text(const TomlEntry& entry, const std::string& name) const {
    if (const auto* number = entry.value.as<std::int64_t>()) return std::to_string(*number);
    if (const auto* boolean = entry.value.as<bool>()) return *boolean ? "true" : "false";
    const auto* value = entry.value.as<std::string>();
    if (value == nullptr || value->find('\0') != std::string::npos) {
      source_.fail(entry.line,
                   name + " must be a string, a whole number or a boolean, not " + entry.value.describe());
    }
    return *value;
  }

  std::string stop_signal(const TomlEntry& entry) const {
    std::string name = text_or_number(entry);
    const bool is_word = name.starts_with("SIG") && std::all_of(name.begin(), name.end(), [](char c) {
                           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-';
                         });
    constexpr int kLastSignal = 64;
    if (!is_word && !whole_number(name, kLastSignal)) {
      source_.fail(entry.line, "[image] stop_signal must be the name of a signal, such as \"SIGTERM\", not " +
                                   entry.value.describe());
    }
    return name;
  }

  ImageHealthcheck healthcheck(const TomlEntry& entry) const {
    ImageHealthcheck result;
    if (const auto* flag = entry.value.as<bool>(); flag != nullptr && *flag) return result;
    const auto* table = entry.value.as<TomlTable>();
    if (table == nullptr) {
      source_.fail(entry.line,
                   "[image] healthcheck must be true or a table with interval, timeout, start_period and "
                   "retries, not " +
                       entry.value.describe());
    }
    for (const TomlEntry& setting : *table) {
      if (setting.key == "interval") {
        result.interval = duration(setting);
      } else if (setting.key == "timeout") {
        result.timeout = duration(setting);
      } else if (setting.key == "start_period") {
        result.start_period = duration(setting);
      } else if (setting.key == "retries") {
        result.retries = retries(setting);
      } else {
        const std::string meant = did_you_mean(setting.key, kHealthKeys);
        source_.fail(setting.line,
                     "[image.healthcheck] has no setting " + toml_quoted(setting.key) + "; " +
                         (meant.empty() ? "it has interval, timeout, start_period and retries" : meant));
      }
    }
    return result;
  }

  int duration(const TomlEntry& entry) const {
    const std::optional<int> seconds = seconds_of(text_or_number(entry));
    if (!seconds || *seconds == 0) {
      source_.fail(entry.line, "[image.healthcheck] " + entry.key +
                                   R"( must be a time of up to a day, such as "30s" or "2m", not )" +
                                   entry.value.describe());
    }
    return *seconds;
  }

  int retries(const TomlEntry& entry) const {
    const std::optional<int> number = whole_number(text_or_number(entry), kMostRetries);
    if (!number || *number == 0) {
      source_.fail(entry.line, "[image.healthcheck] retries must be a whole number from 1 to 1000, not " +
                                   entry.value.describe());
    }
    return *number;
  }

  const SettingsSource& source_;
};

[[noreturn]] void refuse_value(std::string_view where, std::string_view text, std::string_view allowed) {
  throw Error(concat({where, ": ", toml_quoted(text), " ", allowed}));
}

}  // namespace

ImageSettings read_image_settings(const TomlTable& table, const SettingsSource& source) {
  return Reader(source).read(table);
}

ImageShell image_shell(std::string_view text, std::string_view where) {
  if (text == "auto") return ImageShell::kAuto;
  if (text == "none") return ImageShell::kNone;
  if (text == "sh") return ImageShell::kSh;
  refuse_value(where, text, R"(is none of "auto", "none" and "sh")");
}

ImageCompression image_compression(std::string_view text, std::string_view where) {
  if (text == "gzip") return ImageCompression::kGzip;
  if (text == "zstd") return ImageCompression::kZstd;
  refuse_value(where, text, R"(is neither "gzip" nor "zstd")");
}

std::string image_port(std::string_view text, std::string_view where) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view protocol = slash == text.size() ? "tcp" : text.substr(slash + 1);
  const std::optional<int> number = whole_number(text.substr(0, slash), kLargestPort);
  if (!number || *number == 0 ||
      std::find(kProtocols.begin(), kProtocols.end(), protocol) == kProtocols.end()) {
    refuse_value(where, text, R"(is no port; write a number from 1 to 65535, or "53/udp")");
  }
  return std::to_string(*number) + "/" + std::string(protocol);
}

std::string image_user(std::string_view text, std::string_view where) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const bool has_group = colon != text.size();
  if (!whole_number(text.substr(0, colon), kLargestId) ||
      (has_group && !whole_number(text.substr(colon + 1), kLargestId))) {
    refuse_value(
        where, text,
        "is no user; write numbers, such as \"65532:65532\": Kubernetes can't tell of a name that it is not "
        "root, and an image need not know the name");
  }
  return std::string(text);
}

std::pair<std::string, std::string> image_variable(std::string_view text, std::string_view where) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    refuse_value(where, text, "is no variable with a value; write NAME=VALUE");
  }
  if (text.substr(0, equals) == kCookieVariable)
    throw Error(concat({where, ": ", kCookieVariable, kCookieIsNoSecret}));
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

}  // namespace slipway::project
