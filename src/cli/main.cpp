#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"

namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int report(const std::string& message, int exit_code) {
  std::fflush(stdout);
  std::fputs((slipway::concat({"slipway: ", slipway::visible(message), "\n"})).c_str(), stderr);
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
  } catch (const Interrupted& interrupted) {
    std::fflush(stdout);
    end_by_signal(interrupted.signal());
  } catch (const std::filesystem::filesystem_error& error) {
    // Its own text begins with the name of a C++ function.
    const std::string path = error.path1().string();
    return report(path.empty() ? error.what() : path + ": " + error.code().message(), kFailed);
  } catch (const std::exception& error) {
    return report(std::string("an unexpected error: ") + error.what(), kFailed);
  }
}
