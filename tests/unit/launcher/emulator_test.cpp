#include "launcher/emulator.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"
#include "launcher/erlexec_support.hpp"

namespace slipway::launcher {
namespace {

namespace fs = std::filesystem;

class Emulator : public testing::Test {
 protected:
  Emulator() {
    std::string pattern = (fs::temp_directory_path() / "slipway-emulator-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Emulator() override { fs::remove_all(folder_); }

  /// The message of a program that can't be executed.
  std::string refusal(const fs::path& program) {
    try {
      execute_emulator(program, {program}, Environment());
    } catch (const Error& error) {
      return error.message();
    }
  }

  fs::path folder_;
};

TEST_F(Emulator, FindsInItsEnvironmentWhatErlexecLeaves) {
  const std::optional<Erlexec> erlexec = Erlexec::find();
  if (!erlexec) GTEST_SKIP() << "OTP is not installed";
  // erlexec executes BINDIR/beam.smp: here a program that prints its environment.
  create_file(folder_ / "beam.smp", "#!/bin/sh\nexec env -u PWD -u OLDPWD -u _\n", 0755);
  const Installation installation{folder_.parent_path(), folder_};
  const std::string bindir = installation.bindir;
  for (const std::string& path :
       {std::string("/usr/bin:/bin"), "/usr/bin:" + bindir + ":/bin:" + bindir + ":", bindir + ":/usr/bin",
        "/usr/bin:" + installation.root + "/bin"}) {
    const std::vector<std::pair<std::string, std::string>> variables = {
        {"PATH", path},      {"ROOTDIR", installation.root}, {"BINDIR", bindir}, {"EMU", "beam"},
        {"PROGNAME", "erl"},
    };
    Environment ours({"PATH=" + path});
    const EmulatorCommand command = read_emulator_command(
        gather_erl_arguments({"-env", "A", "1", "-env", "A", "2", "-env", "B", "c d"}, "test", {}, 13), 13);
    set_emulator_variables(ours, command, installation);
    const std::string theirs =
        erlexec->run("/", {"-env", "A", "1", "-env", "A", "2", "-env", "B", "c d"}, variables).output;
    for (const std::string& entry : ours.entries()) {
      EXPECT_NE(("\n" + theirs).find("\n" + entry + "\n"), std::string::npos) << entry << "\n" << theirs;
    }
  }
}

TEST_F(Emulator, HasAPathWhereThereWasNone) {
  EXPECT_EQ(path_with_installation(std::nullopt, {"/r", "/r/erts-1/bin"}), "/r/erts-1/bin:/r/bin:");
}

TEST_F(Emulator, ThatIsMissingIsNamed) {
  EXPECT_NE(refusal(folder_ / "beam.smp").find("beam.smp is missing"), std::string::npos);
}

TEST_F(Emulator, ForAnotherProcessorIsNamed) {
  std::string elf(
      "\x7f"
      "ELF\2\1\1",
      7);
  elf.resize(64, '\0');
  elf[16] = 2;
  elf[18] = static_cast<char>(0xf3);  // EM_RISCV
  create_file(folder_ / "beam.smp", elf, 0755);
  const std::string message = refusal(folder_ / "beam.smp");
  EXPECT_NE(message.find("is made for riscv64, and this machine is "), std::string::npos) << message;
}

TEST_F(Emulator, WhoseLoaderIsMissingIsExplained) {
  std::string program = read_file("/bin/true");
  const std::size_t loader = program.find("/ld-linux");
  if (loader == std::string::npos) GTEST_SKIP() << "/bin/true has no loader to replace";
  program.replace(loader, 9, "/ld-slipw");
  create_file(folder_ / "beam.smp", program, 0755);
  const std::string message = refusal(folder_ / "beam.smp");
  EXPECT_NE(message.find("/ld-slipw"), std::string::npos) << message;
  EXPECT_NE(message.find("musl"), std::string::npos) << message;
}

TEST_F(Emulator, ThatIsNoProgramIsNamed) {
  create_file(folder_ / "beam.smp", "not a program", 0644);
  const std::string message = refusal(folder_ / "beam.smp");
  EXPECT_NE(message.find("can't execute the emulator"), std::string::npos) << message;
}

}  // namespace
}  // namespace slipway::launcher
