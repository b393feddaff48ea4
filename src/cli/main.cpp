#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"

namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int report(const std::string& message, int exit_code) {
  std::fflush(stdout);
  std::fputs(("slipway: " + message + "\n").c_str(), stderr);
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace slipway;
  try {
    return cli::run_command_line(std::vector<std::string>(argv + 1, argv + argc), cli::all_commands());
  } catch (const UsageError& error) {
    return report(error.message(), kUsage);
  } catch (const Error& error) {
    return report(error.message(), kFailed);
  } catch (const std::exception& error) {
    return report(std::string("an unexpected error: ") + error.what(), kFailed);
  }
}
