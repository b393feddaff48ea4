// testkit SUB-COMMAND: tools of the end-to-end tests. Exit status: 0 yes, 1 no, 2 wrong usage.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "testkit/compare_release.hpp"
#include "testkit/elixir_tape.hpp"
#include "testkit/fake_node.hpp"
#include "testkit/fault_proxy.hpp"
#include "testkit/hostile_registry.hpp"
#include "testkit/image_upon.hpp"
#include "testkit/make_release.hpp"
#include "testkit/name_server.hpp"
#include "testkit/token_server.hpp"

namespace {

using slipway::UsageError;
using namespace slipway::testkit;
using Words = std::vector<std::string>;

constexpr std::string_view kUsage =
    "usage: testkit compare-release [--templates DIR] MIX_TREE SLIPWAY_TREE\n"
    "       testkit compare-release --allowed\n"
    "       testkit record-elixir TAPE ELIXIR ARGUMENT...\n"
    "       testkit replay-elixir TAPE [--at REQUEST COMMAND] -- ARGUMENT...\n"
    "       testkit make-release FOLDER NAME VERSION OTP_ROOT LIBRARY APPLICATION[:MODE]...\n"
    "       testkit fake-node silent | closes | garbage | epmd PORT | node COOKIE TAIL\n"
    "       testkit image-upon BASE FOLDER REFERENCE ARCHIVE\n"
    "       testkit fault-proxy PORT LOG RULE...\n"
    "       testkit hostile-registry MODE\n"
    "       testkit name-server BEHAVIOUR NAME=ADDRESS...\n"
    "       testkit token-server LOG CERTIFICATE [--seconds N] [--free-pull] [--oauth]";

void print(const std::string& line) { std::fputs((line + "\n").c_str(), stdout); }

int list_allowed() {
  for (const AllowedDifference& row : allowed_differences()) {
    print(fmt::format("{:<32} {:<12} {}", row.path, kind_name(row.kind), row.reason));
  }
  return 0;
}

int compare_release(const Words& arguments) {
  if (arguments == Words{"--allowed"}) return list_allowed();
  Words trees = arguments;
  std::filesystem::path templates;
  if (trees.size() == 4 && trees[0] == "--templates") {
    templates = trees[1];
    trees.erase(trees.begin(), trees.begin() + 2);
  }
  if (trees.size() != 2) throw UsageError(std::string(kUsage));

  const ReleaseTree mix = read_release_tree(trees[0]);
  const ReleaseTree ours = read_release_tree(trees[1]);
  std::size_t refused = 0;
  std::size_t allowed = 0;
  for (const Difference& difference : compare_releases(mix, ours, templates)) {
    if (find_allowed(generic_path(difference.path, ours), difference.kind) != nullptr) {
      ++allowed;
      continue;
    }
    ++refused;
    print(fmt::format("{}: {}: {}", difference.path, kind_name(difference.kind), difference.detail));
  }
  print(fmt::format("{} and {} entries: {} differences that are not allowed, {} that are", mix.entries.size(),
                    ours.entries.size(), refused, allowed));
  return refused == 0 ? 0 : 1;
}

// The exit status of both is that of elixir.
int record(const Words& arguments) {
  if (arguments.size() < 2) throw UsageError(std::string(kUsage));
  return record_elixir(arguments[0], {arguments.begin() + 1, arguments.end()});
}

int replay(const Words& arguments) {
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  const Words own(arguments.begin(), dashes);
  const bool has_command = own.size() == 4 && own[1] == "--at";
  if (dashes == arguments.end() || (own.size() != 1 && !has_command)) throw UsageError(std::string(kUsage));
  const Words theirs(dashes + 1, arguments.end());
  return has_command ? replay_elixir(own[0], theirs, own[2], own[3]) : replay_elixir(own[0], theirs);
}

int make_release(const Words& arguments) {
  if (arguments.size() < 6) throw UsageError(std::string(kUsage));
  const PlainRelease release{arguments[1], arguments[2], {arguments.begin() + 5, arguments.end()}};
  const std::size_t count = make_plain_release(arguments[0], release, arguments[3], arguments[4]);
  print(fmt::format("{} applications", count));
  return 0;
}

int fake_node(const Words& arguments) {
  if (arguments.empty()) throw UsageError(std::string(kUsage));
  const auto word = [&](std::size_t index) { return index < arguments.size() ? arguments[index] : ""; };
  return play_fake_node(arguments[0], word(1), word(2));
}

int make_image_upon(const Words& arguments) {
  if (arguments.size() != 4) throw UsageError(std::string(kUsage));
  image_upon(arguments[0], arguments[1], arguments[2], arguments[3]);
  return 0;
}

int fault_proxy(const Words& arguments) {
  const auto port = slipway::decimal_number<std::uint16_t>(arguments.empty() ? "" : arguments[0]);
  if (arguments.size() < 2 || !port) throw UsageError(std::string(kUsage));
  return run_fault_proxy(*port, arguments[1], {arguments.begin() + 2, arguments.end()});
}

int token_server(const Words& arguments) {
  if (arguments.size() < 2) throw UsageError(std::string(kUsage));
  TokenServerOptions options{.log = arguments[0], .certificate = arguments[1]};
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    if (arguments[i] == "--free-pull") {
      options.is_pull_free = true;
    } else if (arguments[i] == "--oauth") {
      options.is_oauth = true;
    } else if (arguments[i] == "--seconds" && i + 1 < arguments.size()) {
      options.seconds = slipway::decimal_number<int>(arguments[++i]).value_or(0);
    } else {
      throw UsageError(std::string(kUsage));
    }
  }
  return run_token_server(options);
}

int hostile_registry(const Words& arguments) {
  if (arguments.size() != 1) throw UsageError(std::string(kUsage));
  return run_hostile_registry(arguments[0]);
}

int name_server(const Words& arguments) {
  if (arguments.empty()) throw UsageError(std::string(kUsage));
  return play_name_server(arguments[0], {arguments.begin() + 1, arguments.end()});
}

struct SubCommand {
  std::string_view name;
  int (*run)(const Words& arguments);
};

constexpr auto kSubCommands = std::to_array<SubCommand>({{"compare-release", compare_release},
                                                         {"fake-node", fake_node},
                                                         {"fault-proxy", fault_proxy},
                                                         {"hostile-registry", hostile_registry},
                                                         {"image-upon", make_image_upon},
                                                         {"make-release", make_release},
                                                         {"name-server", name_server},
                                                         {"record-elixir", record},
                                                         {"replay-elixir", replay},
                                                         {"token-server", token_server}});

int run(const Words& words) {
  for (const SubCommand& command : kSubCommands) {
    if (!words.empty() && words[0] == command.name) return command.run({words.begin() + 1, words.end()});
  }
  throw UsageError(std::string(kUsage));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(Words(argv + 1, argv + argc));
  } catch (const UsageError& error) {
    std::fputs((error.message() + "\n").c_str(), stderr);
    return 2;
  } catch (const std::exception& error) {
    std::fputs((std::string("testkit: ") + error.what() + "\n").c_str(), stderr);
    return 1;
  }
}
