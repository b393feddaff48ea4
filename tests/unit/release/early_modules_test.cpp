#include "release/early_modules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.hpp"
#include "corpus_support.hpp"
#include "erl/beam.hpp"
#include "release/applications_support.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A module with these atoms.
std::string module_of(const std::vector<std::string>& atoms, bool runs_on_load = false) {
  std::string table = {0, 0, 0, static_cast<char>(atoms.size())};
  for (const std::string& atom : atoms) table += static_cast<char>(atom.size()) + atom;
  const std::string code = std::string(20, '\0') + (runs_on_load ? "\x01\x20\x95" : "\x03");
  const erl::BeamChunk chunks[] = {{"AtU8", table}, {"Code", code}};
  return erl::build_beam(chunks);
}

class EarlyModulesTest : public testing::Test {
 protected:
  EarlyModulesTest() {
    std::string pattern = (fs::temp_directory_path() / "slipway-early-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    add("shop", "[shop, cart]");
    add("dep", "[dep, dep_tool, dep_nif]");
    write("shop", "shop", module_of({"shop", "total"}));
    write("shop", "cart", module_of({"cart", "common"}));
    write("dep", "dep", module_of({"dep", "common"}));
    write("dep", "dep_tool", module_of({"dep_tool", "common", "rare"}));
    write("dep", "dep_nif", module_of({"dep_nif"}, true));
  }
  ~EarlyModulesTest() override { fs::remove_all(root_); }
  EarlyModulesTest(const EarlyModulesTest&) = delete;
  EarlyModulesTest& operator=(const EarlyModulesTest&) = delete;

  void add(const std::string& name, const std::string& modules) {
    SelectedApplication application;
    application.name = name;
    application.folder = root_ / name;
    application.resource = make_application(name, "{modules, " + modules + "}");
    fs::create_directories(root_ / name / "ebin");
    applications_.push_back(application);
  }

  void write(const std::string& application, const std::string& module, const std::string& beam) {
    const fs::path path = root_ / application / "ebin" / (module + ".beam");
    fs::remove(path);
    create_file(path, beam, 0644);
  }

  EarlyModules choose(const std::vector<std::string>& profile) {
    std::vector<const SelectedApplication*> pointers;
    for (const SelectedApplication& application : applications_) pointers.push_back(&application);
    return choose_early_modules(
        {.applications = pointers,
         .profile = profile,
         .consolidation_path = consolidated_,
         .is_own = [](const SelectedApplication& application) { return application.name == "shop"; }});
  }

  fs::path root_;
  std::vector<SelectedApplication> applications_;
  std::optional<fs::path> consolidated_;
};

TEST_F(EarlyModulesTest, AreTheProfilesTheProjectsOwnAndThoseThatRunOnLoad) {
  EXPECT_THAT(choose({"dep", "dep_nif"}).modules, ElementsAre("cart", "dep", "shop"));
  EXPECT_THAT(choose({"dep"}).on_load_modules, ElementsAre("dep_nif"));
}

TEST_F(EarlyModulesTest, LeaveTheAtomsOfTheOthersToBeNamed) {
  EXPECT_THAT(choose({"dep"}).atoms, ElementsAre("dep_tool", "rare"));
  EXPECT_THAT(choose({"dep", "dep_tool"}).atoms, IsEmpty());
}

TEST_F(EarlyModulesTest, ReportWhatTheProfileNamesAndTheReleaseLacks) {
  EXPECT_THAT(choose({"dep", "dep_gone", "ssl"}).gone, ElementsAre("dep_gone", "ssl"));
}

TEST_F(EarlyModulesTest, AreReadFromTheConsolidatedProtocols) {
  consolidated_ = root_ / "consolidated";
  fs::create_directories(*consolidated_);
  create_file(*consolidated_ / "dep_tool.beam", module_of({"dep_tool", "consolidated"}), 0644);
  EXPECT_THAT(choose({}).atoms, ElementsAre("consolidated", "dep", "dep_tool"));
}

TEST_F(EarlyModulesTest, LeaveOutAModuleWithoutAFile) {
  fs::remove(root_ / "shop/ebin/cart.beam");
  EXPECT_THAT(choose({"cart"}).modules, ElementsAre("shop"));
  EXPECT_THAT(choose({"cart"}).gone, ElementsAre("cart"));
}

TEST_F(EarlyModulesTest, NameTheModuleThatIsBroken) {
  write("dep", "dep_tool", "FOR1");
  EXPECT_THAT(error_of([&] { choose({}); }), HasSubstr("dep/ebin/dep_tool.beam"));
}

}  // namespace
}  // namespace slipway::release
