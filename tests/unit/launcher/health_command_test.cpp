#include "launcher/health_command.hpp"

#include <gtest/gtest.h>

#include "control/term_reader.hpp"
#include "corpus_support.hpp"
#include "erl/external.hpp"
#include "error_support.hpp"

namespace slipway::launcher {
namespace {

using erl::atom;
using erl::list;
using erl::Term;
using erl::tuple;
using Names = std::vector<std::string>;

Term start_boot(std::string_view application, std::string_view type) {
  return tuple({atom("apply"),
                tuple({atom("application"), atom("start_boot"), list({atom(application), atom(type)})})});
}

std::string boot_file(std::vector<Term> instructions) {
  return erl::encode_external(tuple({atom("script"), tuple({erl::charlist("shop"), erl::charlist("0.1.0")}),
                                     list(std::move(instructions))}));
}

const std::string kId = control::external_of(tuple({erl::charlist("shop"), erl::charlist("0.1.0")}));

TEST(PermanentApplications, AreThoseThatTheBootScriptStarts) {
  const Term load = tuple({atom("apply"), tuple({atom("application"), atom("load"), list({atom("app")})})});
  const std::string file = boot_file({
      tuple({atom("preLoaded"), list({atom("init")})}),
      tuple({atom("progress"), atom("preloaded")}),
      load,
      start_boot("kernel", "permanent"),
      start_boot("cache", "temporary"),
      start_boot("shop", "permanent"),
      atom("unknown"),
      tuple({}),
      tuple({atom("apply"), tuple({atom("c"), atom("erlangrc"), list({})})}),
      tuple({atom("progress"), atom("started")}),
  });
  EXPECT_EQ(permanent_applications(file, kId), (Names{"kernel", "shop"}));
}

TEST(PermanentApplications, OfAnotherVersionAreNotTold) {
  const std::string other = control::external_of(tuple({erl::charlist("shop"), erl::charlist("0.2.0")}));
  EXPECT_EQ(permanent_applications(boot_file({start_boot("kernel", "permanent")}), other), std::nullopt);
}

TEST(PermanentApplications, OfNoBootScriptAreAnError) {
  EXPECT_EQ(error_of([] { permanent_applications("", kId); }), "the boot script: a term is cut short");
  EXPECT_EQ(error_of([] { permanent_applications(erl::encode_external(atom("a")), kId); }),
            "the boot script: expected {script, Id, Instructions}");
  EXPECT_EQ(error_of([] { permanent_applications(boot_file({}), kId); }),
            "the boot script: expected a list of instructions");
}

}  // namespace
}  // namespace slipway::launcher
