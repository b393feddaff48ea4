#include "support/manifest.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace slipway {
namespace {

constexpr std::string_view kHeader = "slipway manifest 1";

std::string escaped(std::string_view path) {
  std::string line;
  for (const char c : path) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
  return line;
}

std::string unescaped(std::string_view line) {
  std::string path;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) {
      path += line[++i] == 'n' ? '\n' : line[i];
    } else {
      path += line[i];
    }
  }
  return path;
}

bool stays_inside(std::string_view path) {
  if (path.empty() || path.find('\0') != std::string_view::npos) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view name = path.substr(begin, end - begin);
    if (name.empty() || name == "." || name == "..") return false;
    begin = end + 1;
  }
  return true;
}

}  // namespace

std::string write_manifest(const std::vector<std::string>& paths) {
  std::string text = std::string(kHeader) + '\n';
  for (const std::string& path : paths) text += escaped(path) + '\n';
  return text;
}

std::vector<std::string> read_manifest(std::string_view text, std::string_view source) {
  std::vector<std::string> paths;
  std::size_t line_number = 0;
  const auto fail = [&](std::string_view problem) {
    throw Error(std::string(source) + ":" + std::to_string(line_number) + ": " + std::string(problem) +
                "; remove this file to go on (what it lists then stays in the folder)");
  };
  while (!text.empty()) {
    ++line_number;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) fail("the last line is cut short");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line_number == 1) {
      if (line != kHeader) fail("expected \"" + std::string(kHeader) + "\"");
      continue;
    }
    std::string path = unescaped(line);
    if (escaped(path) != line) fail("expected \\n or \\\\ behind a backslash");
    if (!stays_inside(path)) fail("expected a path inside of the release");
    if (!paths.empty() && paths.back() >= path) fail("the paths are not in order");
    paths.push_back(std::move(path));
  }
  if (line_number == 0) fail("the file is empty");
  return paths;
}

}  // namespace slipway
