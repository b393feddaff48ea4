// Random releases, judged by the real Mix.Release and systools: tests/peer/systools_golden.exs asks them.
//
// SLIPWAY_PEER_GRAPHS is the number of graphs (60), SLIPWAY_PEER_SEED which ones (1). A failure names its
// graph and keeps its files; the same seed draws the same graphs.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "erl/external.hpp"
#include "erl/text_writer.hpp"
#include "error_support.hpp"
#include "release/application_finder.hpp"
#include "release/boot_script.hpp"
#include "release/release_definition.hpp"
#include "release/release_resource.hpp"
#include "release/selection.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;
using erl::Term;

/// Since OTP 26 the emulator writes the keys of small maps in the order of its atom table, which differs from
/// one VM to the next.
constexpr int kOtpWithUnsortedMaps = 26;

std::string setting(const char* variable, const char* fallback) {
  const char* value = std::getenv(variable);
  return value != nullptr ? value : fallback;
}

const Term& at(const Term& map, std::string_view key) {
  const Term* value = erl::find(map, key);
  if (value == nullptr) throw Error(concat({"the peer gave no ", key}));
  return *value;
}

std::string text(const Term& term) { return erl::text_of(term).value(); }

const std::vector<Term>& elements(const Term& list) { return *list.proper_list(); }

std::vector<std::string> texts(const Term& list) {
  std::vector<std::string> result;
  for (const Term& element : elements(list)) result.push_back(text(element));
  return result;
}

BootList boot_list(const Term& list) {
  BootList result;
  for (const Term& entry : elements(list)) {
    const auto& pair = *entry.tuple(2);
    result.push_back({text(pair[0]), read_mode(text(pair[1]), text(pair[0]))});
  }
  return result;
}

std::string shown(const BootList& list) {
  std::string result;
  for (const BootEntry& entry : list)
    result += concat({entry.application, ": ", mode_name(entry.mode), "\n"});
  return result;
}

/// What the peer says, and what we say for the same reason.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kReasons = {{
    {"listed both as a regular application", "both as a regular application"},
    {"Could not find application", "could not find the application"},
    {"but it depends on", "but depends on"},
    {"which isn't", "which it depends on, is not"},
    {"Mandatory application", "must be permanent"},
    {"Missing parameter in .app file", "lacks the key"},
    {"Duplicated modules", "modules found twice"},
    {"Duplicated register names", "registered names found twice"},
    {"Duplicated application included", "included applications found twice"},
    {"circular_dependencies", "in a circle"},
    {"Circular dependencies", "in a circle"},
    {"included applications in a circle", "includes itself"},
    {"Undefined applications", "no place could be found"},
}};

void expect_same_reason(const std::string& ours, const std::string& peers) {
  ASSERT_NE(ours, "") << "the peer says " << peers;
  for (const auto& [peer_says, we_say] : kReasons) {
    if (peers.find(peer_says) == std::string::npos) continue;
    EXPECT_NE(ours.find(we_say), std::string::npos) << ours << "\nthe peer says " << peers;
    return;
  }
  ADD_FAILURE() << "the peer gives a reason that this test does not know: " << peers;
}

class PeerGraphs : public testing::Test {
 protected:
  // Not SetUpTestSuite: where that fails, the tests count as skipped, and a missing peer must be a failure.
  void SetUp() override {
    if (!folder_.empty()) return;
    std::string pattern = (fs::temp_directory_path() / "slipway-graphs-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    const fs::path folder = pattern;
    const std::string script = std::string(SLIPWAY_SOURCE_DIR) + "/tests/peer/systools_golden.exs";
    setenv("LC_ALL", "C.UTF-8", 1);
    auto peer = ChildProcess::start({"elixir", script, folder.string(), setting("SLIPWAY_PEER_GRAPHS", "60"),
                                     setting("SLIPWAY_PEER_SEED", "1")});
    const ExitStatus status = peer.wait();
    ASSERT_TRUE(status.success()) << "the peer " << status.describe();
    answer_ = erl::decode_external(read_file(folder / "graphs.etf"), "graphs.etf");
    const fs::path boot = fs::path(text(at(answer_, "otp_root"))) / "bin/start_clean.boot";
    otp_ = read_boot_template(read_file(boot), boot.string());
    folder_ = folder;
  }

  static void TearDownTestSuite() {
    if (folder_.empty()) return;
    if (testing::UnitTest::GetInstance()->current_test_suite()->Failed()) {
      std::printf("the graphs are in %s\n", folder_.c_str());
    } else {
      fs::remove_all(folder_);
    }
  }

  static const std::vector<Term>& graphs() { return elements(at(answer_, "graphs")); }

  static ReleaseIdentity identity() { return {"golden", "0.1.0", text(at(answer_, "erts"))}; }

  static Selection select(const Term& graph, const std::string& elixir) {
    SelectionRequest request;
    request.applications = boot_list(at(graph, "configured"));
    if (!at(graph, "project").is_atom("nil")) request.project_application = text(at(graph, "project"));
    request.elixir = project::parse_elixir_version(elixir);
    ApplicationFolders folders;
    folders.otp_lib = text(at(graph, "otp_lib"));
    folders.dependencies = texts(at(graph, "dependencies"));
    for (const std::string& path : texts(at(graph, "code_path"))) folders.code_path.push_back(path);
    folders.elixir_lib = text(at(answer_, "elixir_lib"));
    return select_applications(request, make_application_finder(folders));
  }

  static ReleaseDefinition define(const Term& graph, const BootList& boot, const Selection& selection) {
    check_boot_list(boot, selection.applications, texts(at(graph, "skip")));
    return define_release(identity(), boot, selection.applications);
  }

  static Term make_script(const Term& graph, const ReleaseDefinition& release) {
    BootScriptOptions options;
    options.boots_config_providers = at(graph, "providers").is_atom("true");
    options.first_paths = texts(at(graph, "first_paths"));
    return make_boot_script(release, otp_, options);
  }

  static void expect_script(const Term& graph, const BootList& boot, const Selection& selection,
                            std::string_view key) {
    const Term& expected = at(graph, key);
    if (const auto* refused = expected.tagged_tuple("error", 2)) {
      SCOPED_TRACE(key);
      const std::string error = error_of([&] { make_script(graph, define(graph, boot, selection)); });
      expect_same_reason(error, text((*refused)[1]));
      return;
    }
    const auto& made = *expected.tagged_tuple("ok", 4);
    const ReleaseDefinition release = define(graph, boot, selection);
    EXPECT_EQ(erl::to_pretty_text(make_release_resource(release)), erl::to_pretty_text(made[1])) << key;
    const Term ours = make_script(graph, release);
    if (!(ours == made[2])) {
      ADD_FAILURE() << key << ": another term";
      EXPECT_EQ(erl::to_pretty_text(ours), erl::to_pretty_text(made[2]));
    }
    const int otp_release = std::stoi(text(at(answer_, "otp_release")));
    const std::string bytes = erl::encode_external(ours, boot_atom_encoding(otp_release));
    if (otp_release >= kOtpWithUnsortedMaps) {
      EXPECT_EQ(bytes.size(), text(made[3]).size()) << key;
    } else {
      EXPECT_TRUE(bytes == text(made[3])) << key << ": other bytes";
    }
  }

  static void expect_applications(const Term& graph, const Selection& selection) {
    const auto& expected = elements(at(graph, "applications"));
    ASSERT_EQ(selection.applications.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const auto& [name, mode, path, is_otp, version] = [&] {
        const auto& tuple = *expected[i].tuple(5);
        return std::tuple(text(tuple[0]), text(tuple[1]), text(tuple[2]), tuple[3].is_atom("true"),
                          text(tuple[4]));
      }();
      const SelectedApplication& ours = selection.applications[i];
      EXPECT_EQ(ours.name, name);
      EXPECT_EQ(ours.is_included ? "included" : mode_name(ours.mode), mode) << name;
      EXPECT_EQ(ours.folder.string(), path) << name;
      EXPECT_EQ(ours.is_otp, is_otp) << name;
      EXPECT_EQ(ours.resource.version, version) << name;
    }
  }

  static inline fs::path folder_;
  static inline Term answer_;
  static inline OtpBootTemplate otp_;
};

TEST_F(PeerGraphs, SelectsWhatMixSelects) {
  const std::string elixir = text(at(answer_, "elixir"));
  for (std::size_t i = 0; i < graphs().size(); ++i) {
    SCOPED_TRACE("graph" + std::to_string(i + 1));
    const Term& graph = graphs()[i];
    if (const Term* refused = erl::find(graph, "error")) {
      expect_same_reason(error_of([&] { select(graph, elixir); }), text(*refused));
      continue;
    }
    Selection selection;
    ASSERT_EQ(error_of([&] { selection = select(graph, elixir); }), "");
    expect_applications(graph, selection);
    EXPECT_EQ(shown(selection.start), shown(boot_list(at(graph, "start"))));
    EXPECT_EQ(shown(selection.start_clean), shown(boot_list(at(graph, "start_clean"))));
    EXPECT_EQ(shown(select(graph, "1.20.3").start_clean), shown(boot_list(at(graph, "start_clean_loading"))));
  }
}

TEST_F(PeerGraphs, WritesTheBootScriptsThatSystoolsWrites) {
  for (std::size_t i = 0; i < graphs().size(); ++i) {
    SCOPED_TRACE("graph" + std::to_string(i + 1));
    const Term& graph = graphs()[i];
    if (erl::find(graph, "error") != nullptr) continue;
    const Selection selection = select(graph, "1.14.0");
    const std::string error = error_of([&] {
      expect_script(graph, boot_list(at(graph, "start")), selection, "start_script");
      expect_script(graph, boot_list(at(graph, "start_clean")), selection, "start_clean_script");
      expect_script(graph, boot_list(at(graph, "start_clean_loading")), selection,
                    "start_clean_loading_script");
    });
    EXPECT_EQ(error, "");
  }
}

TEST_F(PeerGraphs, AreMostlyReleasesThatCanBeMade) {
  std::size_t made = 0;
  for (const Term& graph : graphs()) {
    const Term* script = erl::find(graph, "start_script");
    if (script != nullptr && script->tagged_tuple("ok", 4) != nullptr) ++made;
  }
  EXPECT_GE(made * 2, graphs().size()) << "the peer refuses so many graphs that the test says little";
}

}  // namespace
}  // namespace slipway::release
