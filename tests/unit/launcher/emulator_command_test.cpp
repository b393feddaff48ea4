#include "launcher/emulator_command.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "base/files.hpp"
#include "launcher/erlexec_support.hpp"

namespace slipway::launcher {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;
using Variables = std::vector<std::pair<std::string, std::string>>;

const fs::path kCorpus = fs::path(SLIPWAY_SOURCE_DIR) / "tests/unit/launcher/corpus";

/// An installation whose epmd does nothing, because erlexec starts it.
class FakeInstallation {
 public:
  FakeInstallation() : root_(fs::temp_directory_path() / ("slipway-erlexec-" + std::to_string(::getpid()))) {
    fs::create_directories(root_ / "erts/bin");
    fs::remove(root_ / "erts/bin/epmd");
    fs::create_symlink("/bin/true", root_ / "erts/bin/epmd");
  }
  ~FakeInstallation() { fs::remove_all(root_); }
  FakeInstallation(const FakeInstallation&) = delete;
  FakeInstallation& operator=(const FakeInstallation&) = delete;

  Installation installation(int erts_major) const { return {root_, root_ / "erts/bin", "erl", erts_major}; }
  fs::path path(const std::string& name) const { return root_ / name; }

 private:
  fs::path root_;
};

/// What our composition gives, one argument a line, as erlexec -emu_args_exit prints it.
std::string compose(const Words& command_line, const Variables& variables, const Installation& installation) {
  Words entries;
  for (const auto& [name, value] : variables) entries.push_back(name + "=" + value);
  const Environment environment(entries);
  const EmulatorCommand command = read_emulator_command(
      gather_erl_arguments(command_line, "the command line", environment, installation.erts_major),
      installation.erts_major);
  std::string lines;
  for (const std::string& argument :
       emulator_arguments(command, installation, environment.get("HOME"), environment.get("ERL_EPMD_PORT"))) {
    lines += argument + "\n";
  }
  return lines;
}

class InFolder {
 public:
  explicit InFolder(const fs::path& folder) : before_(fs::current_path()) { fs::current_path(folder); }
  ~InFolder() { fs::current_path(before_); }
  InFolder(const InFolder&) = delete;
  InFolder& operator=(const InFolder&) = delete;

 private:
  fs::path before_;
};

class EmulatorArguments : public testing::Test {
 protected:
  void SetUp() override {
    if (!erlexec_) GTEST_SKIP() << "OTP is not installed";
  }

  void expect_equal(const Words& arguments, Variables variables, const fs::path& folder = kCorpus) {
    const Installation installation = fake_.installation(erlexec_->erts_major());
    const InFolder in_folder(folder);
    const std::string ours = compose(arguments, variables, installation);
    variables.insert(variables.end(), {{"ROOTDIR", installation.root},
                                       {"BINDIR", installation.bindir},
                                       {"EMU", "beam"},
                                       {"PROGNAME", "erl"}});
    Words with_exit = {"-emu_args_exit"};
    with_exit.insert(with_exit.end(), arguments.begin(), arguments.end());
    const Erlexec::Result theirs = erlexec_->run(folder, with_exit, variables);
    EXPECT_TRUE(theirs.succeeded);
    EXPECT_TRUE(ours == theirs.output) << "ours:\n"
                                       << ours.substr(0, 4000) << "\nerlexec's:\n"
                                       << theirs.output.substr(0, 4000);
  }

  std::optional<Erlexec> erlexec_ = Erlexec::find();
  FakeInstallation fake_;
};

Words corpus(bool refused) {
  Words names;
  for (const auto& entry : fs::directory_iterator(kCorpus)) {
    const std::string name = entry.path().filename();
    if (entry.path().extension() == ".args" && name.starts_with("refuses_") == refused) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string case_name(const testing::TestParamInfo<std::string>& info) {
  return info.param.substr(0, info.param.find('.'));
}

class EmulatorArgumentsOfCorpus : public EmulatorArguments,
                                  public testing::WithParamInterface<std::string> {};

TEST_P(EmulatorArgumentsOfCorpus, AreThoseOfErlexec) {
  expect_equal({"-args_file", GetParam()}, {{"HOME", "/h"}});
}

INSTANTIATE_TEST_SUITE_P(Corpus, EmulatorArgumentsOfCorpus, testing::ValuesIn(corpus(false)), case_name);

class RefusedArguments : public testing::TestWithParam<std::string> {};

TEST_P(RefusedArguments, AreRefusedByName) {
  const InFolder in_folder(kCorpus);
  std::string expected = read_file(fs::path(GetParam()).replace_extension(".error"));
  expected.erase(expected.find_last_not_of('\n') + 1);
  try {
    compose({"-args_file", GetParam()}, {}, {"/root", "/root/erts/bin"});
    FAIL() << "nothing was refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Corpus, RefusedArguments, testing::ValuesIn(corpus(true)), case_name);

TEST_F(EmulatorArguments, OfACommandLineAloneStandAsTheyAre) {
  expect_equal({"-noshell", "+P", "5000", "-extra", "+P", "a"}, {{"HOME", "/h"}});
  expect_equal({"-noshell", ""}, {});
}

TEST_F(EmulatorArguments, OfAVariableStandBeforeOrBehindTheCommandLine) {
  expect_equal({"-line", "a"},
               {{"ERL_AFLAGS", "-first +A 4"}, {"ERL_FLAGS", "-second"}, {"ERL_ZFLAGS", "-third"}});
}

TEST_F(EmulatorArguments, OfAVariableKnowNoComments) {
  expect_equal({"-line"}, {{"ERL_FLAGS", "-a # b 'c d' \"e\" f\\"}});
}

TEST_F(EmulatorArguments, OfAnEmptyVariableDoNotExist) {
  expect_equal({"-line"}, {{"ERL_AFLAGS", ""}, {"ERL_FLAGS", " \t\n"}, {"ERL_ZFLAGS", "''"}});
}

TEST_F(EmulatorArguments, GatherWhatFollowsExtraInAllSources) {
  expect_equal({"-line", "-args_file", "extra.args", "-extra", "l"},
               {{"ERL_AFLAGS", "-a -extra a"}, {"ERL_FLAGS", "-f -extra"}, {"ERL_ZFLAGS", "-z -extra z"}});
}

TEST_F(EmulatorArguments, TakeAFileFromAVariable) {
  expect_equal({"-line"}, {{"ERL_FLAGS", "-args_file included_inner.args"}});
}

TEST_F(EmulatorArguments, HoldTheValuesOfFlagsThatLaterVersionsAdded) {
  struct Added {
    int erts_major;
    Words flags;
  };
  for (const auto& [erts_major, flags] : {Added{15, {"+hmaxib", "true", "+zhft", "1", "+MMlp", "on"}},
                                          Added{17, {"+Mumadtn", "3", "+Di", "x", "+Diab", "y"}}}) {
    Words expected;
    for (const std::string& word : flags) expected.push_back(word[0] == '+' ? "-" + word.substr(1) : word);
    EXPECT_EQ(read_emulator_command(gather_erl_arguments(flags, "test", {}, 13), 13).flags, expected);
    if (erlexec_->erts_major() >= erts_major) expect_equal(flags, {});
  }
}

TEST_F(EmulatorArguments, NameThePortOfEpmd) {
  expect_equal({"-a"}, {{"ERL_EPMD_PORT", "5000"}, {"HOME", "/h"}});
}

TEST_F(EmulatorArguments, HaveNoHomeWhereThereIsNone) { expect_equal({"-a"}, {}); }

TEST_F(EmulatorArguments, CanHaveAMegabyteInOneLine) {
  std::string words = "-app";
  while (words.size() < (std::size_t{1} << 20)) words += " word" + std::to_string(words.size());
  create_file(fake_.path("words.args"), words, 0600);
  create_file(fake_.path("word.args"), "-app " + std::string(std::size_t{1} << 20, 'x') + " z", 0600);
  expect_equal({"-args_file", "words.args"}, {}, fake_.path(""));
  expect_equal({"-args_file", "word.args"}, {}, fake_.path(""));
}

TEST(EmulatorCommand, NamesTheProgramByTypeAndFlavour) {
  const auto program = [](const Words& words) {
    return read_emulator_command(gather_erl_arguments(words, "test", {}, 13), 13).program;
  };
  EXPECT_EQ(program({}), "beam.smp");
  EXPECT_EQ(program({"-emu_type", "opt"}), "beam.smp");
  EXPECT_EQ(program({"-emu_type", "debug"}), "beam.debug.smp");
  EXPECT_EQ(program({"-emu_type", "debug", "-emu_flavor", "emu"}), "beam.debug.emu");
}

TEST(EmulatorCommand, SaysWhetherTheNodeIsDistributedAndNeedsEpmd) {
  const auto read = [](const Words& words) {
    return read_emulator_command(gather_erl_arguments(words, "test", {}, 13), 13);
  };
  EXPECT_FALSE(read({"-noshell", "-extra", "-sname", "a"}).is_distributed);
  EXPECT_TRUE(read({"-sname", "a"}).is_distributed);
  EXPECT_TRUE(read({"-name", "a@b"}).starts_epmd);
  EXPECT_FALSE(read({"-name", "a@b", "-start_epmd", "false"}).starts_epmd);
  EXPECT_FALSE(read({"-name", "a@b", "-no_epmd", "-proto_dist", "x"}).starts_epmd);
  EXPECT_EQ(read({"-epmd", "my epmd"}).epmd_command, "my epmd");
}

TEST(EmulatorCommand, BeforeOtp25IsNotToldItsBindir) {
  const std::string arguments = compose({"-a", "-no_epmd"}, {}, {"/r", "/r/b", "erl", 12});
  EXPECT_EQ(arguments, "--\n-root\n/r\n-progname\nerl\n--\n--\n-a\n-no_epmd\n");
}

TEST(TakingAFlag, TakesTheLastOfItsValuesAndAllOfItsUses) {
  Words arguments = {"-a", "-setcookie", "one", "-b", "-setcookie", "two", "--", "c"};
  EXPECT_EQ(take_flag(arguments, "-setcookie"), "two");
  EXPECT_EQ(arguments, (Words{"-a", "-b", "--", "c"}));
}

TEST(TakingAFlag, LeavesUsesWithoutAValueOrWithTwo) {
  const Words before = {"-setcookie", "-b", "-setcookie", "node", "secret", "-setcookie"};
  Words arguments = before;
  EXPECT_EQ(take_flag(arguments, "-setcookie"), std::nullopt);
  EXPECT_EQ(arguments, before);
}

TEST(TakingAFlag, StopsAtExtra) {
  const Words before = {"-a", "-extra", "-setcookie", "x"};
  Words arguments = before;
  EXPECT_EQ(take_flag(arguments, "-setcookie"), std::nullopt);
  EXPECT_EQ(arguments, before);
}

TEST(TakingAFlag, AtTheEndOfTheArguments) {
  Words arguments = {"-a", "b", "-setcookie", "x"};
  EXPECT_EQ(take_flag(arguments, "-setcookie"), "x");
  EXPECT_EQ(arguments, (Words{"-a", "b"}));
}

}  // namespace
}  // namespace slipway::launcher
