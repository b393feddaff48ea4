#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway {

/// A simple command: `NODE_ENV=production npm run deploy`.
struct CommandLine {
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::string> words;
};

/// Takes a command line apart as a shell does (POSIX.1-2017, XCU 2.2, 2.9.1): words stand between white
/// space, quotes and backslashes protect, assignments stand in front. What only a shell could do (variables,
/// patterns, pipes, redirections, lists of commands) is refused, not passed on as text. Throws Error with the
/// problem.
CommandLine split_command(std::string_view text);

/// As a shell reads it back: words in quotes where they need them.
std::string command_text(const CommandLine& command);

}  // namespace slipway
