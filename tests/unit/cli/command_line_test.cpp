#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

namespace slipway::cli {
namespace {

using testing::HasSubstr;

constexpr OptionSpec kOptions[] = {
    {"--path", "DIR", "write to DIR"},
    {"-f,--force", "", "compile anew"},
};

// What the last command got: a command is a plain function.
std::optional<Arguments> given;

int remember(const Arguments& arguments) {
  given = arguments;
  return 0;
}

const Command kCommands[] = {
    {"release", "Assembles a release", "More about it.\n", PositionalSpec{"NAME", "the release"}, kOptions,
     remember},
    {.name = "send",
     .summary = "Sends an image",
     .details = "",
     .positional =
         PositionalSpec{
             .name = "IMAGE", .description = "the image", .is_list = true, .usage = "[IMAGE] [REF]..."},
     .options = {},
     .run = remember},
    {"fail", "Fails", "", std::nullopt, {}, [](const Arguments&) { return 1; }},
};

class CommandLines : public testing::Test {
 protected:
  CommandLines() { given.reset(); }

  static int run(const std::vector<std::string>& words) { return run_command_line(words, kCommands); }
  static std::string refusal(const std::vector<std::string>& words) {
    try {
      run(words);
    } catch (const UsageError& error) {
      return error.message();
    }
    return {};
  }
  static std::string printed(const std::vector<std::string>& words) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(run(words), 0);
    std::fflush(stdout);
    return testing::internal::GetCapturedStdout();
  }
};

TEST_F(CommandLines, RunACommandWithItsArguments) {
  EXPECT_EQ(run({"release", "--path", "/out", "shop", "--force"}), 0);
  ASSERT_TRUE(given);
  EXPECT_EQ(given->positional(), "shop");
  EXPECT_EQ(given->value("--path"), "/out");
  EXPECT_TRUE(given->has("--force"));
  EXPECT_EQ(run({"fail"}), 1);
}

TEST_F(CommandLines, TakeOptionsInAllTheirForms) {
  EXPECT_EQ(run({"release", "-f", "--path=/o u t"}), 0);
  EXPECT_TRUE(given->has("--force"));
  EXPECT_EQ(given->value("--path"), "/o u t");
  EXPECT_EQ(given->positional(), std::nullopt);
  EXPECT_EQ(run({"release", "--path", "a", "--path", "b"}), 0);
  EXPECT_EQ(given->value("--path"), "b");
  EXPECT_EQ(run({"release"}), 0);
  EXPECT_FALSE(given->has("--force"));
  EXPECT_EQ(given->value("--path"), std::nullopt);
}

TEST_F(CommandLines, SuggestTheCommandThatWasMeant) {
  EXPECT_EQ(refusal({"relaese"}),
            "unknown command \"relaese\"; did you mean release?\n`slipway --help` lists the commands");
  EXPECT_EQ(refusal({"xyz"}), "unknown command \"xyz\"\n`slipway --help` lists the commands");
  EXPECT_EQ(refusal({"deploy", "-t", "x"}),
            "`slipway deploy` comes with a later version; `slipway --help` lists what this one does");
}

TEST_F(CommandLines, SuggestTheOptionThatWasMeant) {
  EXPECT_EQ(refusal({"release", "--pth", "/x"}),
            "unknown option --pth; did you mean --path?\n`slipway release --help` lists the options");
  EXPECT_EQ(refusal({"release", "--forse=1"}),
            "unknown option --forse=1; did you mean --force?\n`slipway release --help` lists the options");
  EXPECT_EQ(refusal({"release", "-x"}), "unknown option -x\n`slipway release --help` lists the options");
  EXPECT_FALSE(given);
}

TEST_F(CommandLines, RefuseWhatDoesNotBelongThere) {
  EXPECT_THAT(refusal({"release", "a", "b"}), HasSubstr("unexpected argument \"b\""));
  EXPECT_THAT(refusal({"fail", "a"}), HasSubstr("unexpected argument \"a\""));
  EXPECT_THAT(refusal({"release", "--path"}), HasSubstr("--path"));
  EXPECT_FALSE(given);
}

TEST_F(CommandLines, WithoutACommandShowTheCommands) {
  EXPECT_THAT(refusal({}), HasSubstr("Usage: slipway COMMAND"));
  EXPECT_THAT(refusal({}), HasSubstr("  release      Assembles a release\n"));
}

TEST_F(CommandLines, GiveHelp) {
  EXPECT_THAT(printed({"--help"}), HasSubstr("  fail         Fails\n"));
  const std::string help = printed({"release", "x", "--help"});
  EXPECT_EQ(help, printed({"help", "release"}));
  EXPECT_EQ(help,
            "Usage: slipway release [NAME] [OPTIONS]\n\nAssembles a release.\n\nMore about it.\n\n"
            "  NAME                        the release\n"
            "  --path DIR                  write to DIR\n"
            "  -f, --force                 compile anew\n"
            "  -h, --help                  show this text\n");
  EXPECT_FALSE(given);
  EXPECT_EQ(refusal({"help", "nothing"}), "unknown command \"nothing\"\n`slipway --help` lists the commands");
}

TEST_F(CommandLines, ShowAListAsItIsMeant) {
  const std::string help = printed({"send", "--help"});
  EXPECT_THAT(help, HasSubstr("Usage: slipway send [IMAGE] [REF]... [OPTIONS]\n"));
  EXPECT_THAT(help, HasSubstr("\n  IMAGE                       the image\n"));
}

TEST_F(CommandLines, TellTheirVersion) { EXPECT_EQ(printed({"--version"}), "slipway " SLIPWAY_VERSION "\n"); }

}  // namespace
}  // namespace slipway::cli
