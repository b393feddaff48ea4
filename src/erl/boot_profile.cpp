#include "erl/boot_profile.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

constexpr std::size_t kLongestModule = 255;

/// What is wrong with the name of a module, or nothing.
std::string_view problem_of(std::string_view line) {
  if (line.find_first_of("<=>") != line.npos) {
    return "expected the name of a module, found what a merge leaves; finish the merge, and keep the "
           "modules of both sides";
  }
  const bool has_blank = std::any_of(line.begin(), line.end(), [](char character) {
    return static_cast<unsigned char>(character) <= ' ' || character == '\x7F';
  });
  if (has_blank) return "expected the name of one module, without blanks and control characters";
  if (!erl::is_utf8(line)) return "the name of a module is not UTF-8";
  const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; };
  const auto characters =
      line.size() - static_cast<std::size_t>(std::count_if(line.begin(), line.end(), continues));
  if (characters > kLongestModule) return "the name of a module has at most 255 characters";
  return "";
}

}  // namespace

std::string write_boot_profile(std::string_view name, std::vector<std::string> modules) {
  const auto is_not_held = [](const std::string& module) {
    return module.empty() || module.starts_with('#') || !problem_of(module).empty();
  };
  std::erase_if(modules, is_not_held);
  std::sort(modules.begin(), modules.end());
  modules.erase(std::unique(modules.begin(), modules.end()), modules.end());
  std::string text =
      concat({"# The modules that a running system of ", name, " had loaded: `bin/", name,
              " profile` wrote them, and `slipway release`\n"
              "# has them loaded before the start ([boot] profile of slipway.toml). Keep this file "
              "under version control.\n"});
  for (const std::string& module : modules) text += module + "\n";
  return text;
}

std::vector<std::string> read_boot_profile(std::string_view text, std::string_view source) {
  if (text.size() > kLargestBootProfile)
    throw Error(concat({source, ": a boot profile has at most 4 MiB; take it anew with `bin/NAME profile`"}));
  std::vector<std::string> modules;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    const std::string_view problem = problem_of(line);
    if (!problem.empty()) {
      throw Error(concat({source, ":", std::to_string(number), ": ", problem,
                          "; this is no line of a boot "
                          "profile, which `bin/NAME profile` writes"}));
    }
    modules.emplace_back(line);
  }
  std::sort(modules.begin(), modules.end());
  modules.erase(std::unique(modules.begin(), modules.end()), modules.end());
  return modules;
}

}  // namespace slipway::erl
