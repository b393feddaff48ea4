#include "cli/completions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

using testing::HasSubstr;

constexpr OptionSpec kOptions[] = {
    {"-o,--out", "DIR", "where [it] goes: it's up to you"},
    {"--from", "FILE", "what is read"},
    {"--name", "NAME", "what it is called"},
    {"--fast", "", "skip the checks"},
};

const Command kCommands[] = {
    {"pack", "Pack it: what's in the folder", "", PositionalSpec{"KIND", "of which kind", "tar zip"},
     kOptions, nullptr},
    {"tell", "Tell", "", std::nullopt, {}, nullptr},
};

// What the shells make of these is asked in tests/e2e/completions_*.sh.

TEST(Completions, OfBashKnowCommandsOptionsAndChoices) {
  const std::string script = bash_completions(kCommands);
  EXPECT_THAT(script, HasSubstr("words='pack tell help --help --version'"));
  EXPECT_THAT(script, HasSubstr("words='tar zip --out --from --name --fast --help'"));
  EXPECT_THAT(script, HasSubstr("-o | --out) _slipway_paths -d; return ;;"));
  EXPECT_THAT(script, HasSubstr("--from) _slipway_paths -f; return ;;"));
  EXPECT_THAT(script, HasSubstr("--name) return ;;"));
  EXPECT_THAT(script, HasSubstr("complete -F _slipway slipway"));
}

TEST(Completions, OfZshQuoteWhatTheyDescribe) {
  const std::string script = zsh_completions(kCommands);
  EXPECT_THAT(script, HasSubstr(R"('pack:Pack it\: what'\''s in the folder')"));
  EXPECT_THAT(script,
              HasSubstr(R"('(-o --out)--out=[where \[it\] goes\: it'\''s up to you]:DIR:_files -/')"));
  EXPECT_THAT(script, HasSubstr("'--from=[what is read]:FILE:_files'"));
  EXPECT_THAT(script, HasSubstr("'1:KIND:(tar zip)'"));
}

TEST(Completions, OfFishQuoteWhatTheyDescribe) {
  const std::string script = fish_completions(kCommands);
  EXPECT_THAT(script, HasSubstr(R"(-a pack -d 'Pack it: what\'s in the folder')"));
  EXPECT_THAT(script, HasSubstr("-s o -l out -x -a '(__fish_complete_directories)'"));
  EXPECT_THAT(script, HasSubstr("-l from -r -F"));
  EXPECT_THAT(script, HasSubstr("-l name -x -d 'what it is called'"));
  EXPECT_THAT(script, HasSubstr("-l fast -d 'skip the checks'"));
  EXPECT_THAT(script, HasSubstr("'__fish_seen_subcommand_from pack' -a 'tar zip'"));
}

}  // namespace
}  // namespace slipway::cli
