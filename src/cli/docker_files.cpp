#include "cli/docker_files.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

/// "1.18" of "1.18.4": the tags of the official images.
std::string minor_version(const std::string& version) {
  const std::size_t dot = version.find('.');
  if (dot == std::string::npos) throw Error("Elixir says that its version is \"" + version + "\"");
  return version.substr(0, version.find_first_not_of("0123456789", dot + 1));
}

bool holds(const fs::path& file, std::string_view text) {
  return read_file_if_exists(file.string()).value_or("").find(text) != std::string::npos;
}

/// config/*.exs but for runtime.exs, which is read at the start of the system.
std::string compile_time_configuration(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code missing;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder / "config", missing)) {
    const std::string name = entry.path().filename().string();
    const bool is_other = name == "runtime.exs" || name == "dev.exs" || name == "test.exs";
    if (entry.path().extension() == ".exs" && !is_other && name.find(".secret.") == std::string::npos) {
      files.push_back("config/" + name);
    }
  }
  std::sort(files.begin(), files.end());
  return join(files, " ");
}

void replace_all(std::string& text, std::string_view placeholder, const std::string& value) {
  for (std::size_t at = text.find(placeholder); at != std::string::npos;
       at = text.find(placeholder, at + value.size())) {
    text.replace(at, placeholder.size(), value);
  }
}

/// In double quotes, where the builder of Docker replaces variables (Dockerfile reference, "Environment
/// replacement").
std::string docker_quoted(const std::string& name, const std::string& value) {
  if (value.find_first_of("\r\n") != std::string::npos) {
    throw Error(
        concat({"[image] of slipway.toml: the value of ", name,
                " has several lines, which a Dockerfile can't hold; set it when the container is run"}));
  }
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == '$') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// What differs from the defaults of an image.
std::string instructions_of(const project::ImageSettings& image) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : image.environment)
    lines.push_back(concat({"ENV ", name, "=", docker_quoted(name, value)}));
  for (const std::string& port : image.ports) lines.push_back("EXPOSE " + port);
  for (const auto& [name, value] : image.labels)
    lines.push_back(concat({"LABEL ", docker_quoted(name, name), "=", docker_quoted(name, value)}));
  if (image.stop_signal != project::ImageSettings().stop_signal)
    lines.push_back("STOPSIGNAL " + image.stop_signal);
  return join(lines, "\n");
}

}  // namespace

std::string dockerfile_for(std::string_view docker_template, const DockerProject& project) {
  const fs::path& folder = project.folder;
  const std::string configuration = compile_time_configuration(folder);
  const std::string settings = instructions_of(project.image);
  const bool has_lock = fs::exists(folder / "mix.lock");
  const std::map<std::string, bool, std::less<>> has = {
      {"lock", has_lock},
      {"no_lock", !has_lock},
      {"apps", fs::is_directory(folder / "apps")},
      {"assets", fs::is_directory(folder / "assets") && holds(folder / "mix.exs", "assets.deploy")},
      {"config", !configuration.empty()},
      {"priv", fs::is_directory(folder / "priv")},
      {"src", fs::is_directory(folder / "src")},
      {"lib", fs::is_directory(folder / "lib")},
      {"runtime", fs::exists(folder / "config/runtime.exs")},
      {"settings", !settings.empty()},
      {"phoenix", holds(folder / "config/runtime.exs", "PHX_SERVER")},
  };
  std::string text;
  for (std::size_t begin = 0; begin < docker_template.size();) {
    const std::size_t end = std::min(docker_template.find('\n', begin), docker_template.size());
    std::string_view line = docker_template.substr(begin, end - begin);
    begin = end + 1;
    if (line.starts_with('?')) {
      const std::size_t space = line.find(' ');
      if (!has.at(std::string(line.substr(1, space - 1)))) continue;
      line.remove_prefix(space + 1);
    }
    text.append(line).append("\n");
  }
  replace_all(text, "@NAME@", project.name);
  replace_all(text, "@ELIXIR@", minor_version(project.elixir_version));
  replace_all(text, "@OTP@", project.otp_release);
  replace_all(text, "@CONFIG@", configuration);
  replace_all(text, "@USER@", project.image.user);
  replace_all(text, "@SETTINGS@", settings);
  return text;
}

std::string with_versions(std::string_view text, const DockerProject& project) {
  std::string filled(text);
  replace_all(filled, "@NAME@", project.name);
  replace_all(filled, "@ELIXIR@", minor_version(project.elixir_version));
  replace_all(filled, "@OTP@", project.otp_release);
  return filled;
}

}  // namespace slipway::cli
