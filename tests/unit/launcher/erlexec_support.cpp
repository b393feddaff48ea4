#include "launcher/erlexec_support.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace slipway::launcher {
namespace {

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char character : word)
    text += character == '\'' ? std::string("'\\''") : std::string(1, character);
  return text + "'";
}

}  // namespace

std::optional<Erlexec> Erlexec::find() {
  for (const char* root : {"/usr/lib/erlang", "/usr/local/lib/erlang"}) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(root, error)) {
      const std::string name = entry.path().filename().string();
      const std::string program = entry.path().string() + "/bin/erlexec";
      if (name.starts_with("erts-") && std::filesystem::exists(program)) {
        return Erlexec(program, std::atoi(name.c_str() + 5));
      }
    }
  }
  return std::nullopt;
}

Erlexec::Result Erlexec::run(const std::string& folder, const std::vector<std::string>& arguments,
                             const std::vector<std::pair<std::string, std::string>>& variables) const {
  std::string command = "cd " + quoted(folder) + " && exec env -i";
  for (const auto& [name, value] : variables) command += " " + quoted(name + "=" + value);
  command += " " + quoted(program_);
  for (const std::string& argument : arguments) command += " " + quoted(argument);
  command += " 2>/dev/null";

  Result result;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return result;
  char buffer[65536];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe))
    result.output.append(buffer, count);
  result.succeeded = ::pclose(pipe) == 0;
  return result;
}

}  // namespace slipway::launcher
