#include "release/boot_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "release/applications_support.hpp"

namespace slipway::release {
namespace {

using testing::HasSubstr;

// A boot script of an OTP release in which everything is short.
constexpr const char* kCleanScript = R"(
  {script, {"Erlang/OTP", "25"},
   [{preLoaded, [erlang, init]}, {progress, preloaded},
    {path, ["$ROOT/lib/kernel-1.0.0/ebin", "$ROOT/lib/stdlib-1.0.0/ebin"]},
    {primLoad, [error_handler, lists]}, {kernel_load_completed},
    {path, ["$ROOT/lib/kernel-1.0.0/ebin"]}, {primLoad, [auth]},
    {kernelProcess, heart, {heart, start, []}},
    {kernelProcess, application_controller, {application_controller, start, [{application, kernel, []}]}},
    {progress, started}]}.)";

erl::Term term(std::string_view text) { return erl::read_term(text, "test"); }

class BootScriptTest : public testing::Test {
 protected:
  BootScriptTest() {
    otp_ = read_boot_template(erl::encode_external(term(kCleanScript)), "start_clean.boot");
    release_.identity = {"shop", "0.2.0", "13.1.5"};
    add("kernel", ApplicationMode::kPermanent, kRootLibrary, "{modules, [kernel, auth, error_handler]}");
    add("stdlib", ApplicationMode::kPermanent, kRootLibrary, "{modules, [zip, array, lists]}");
  }

  void add(const std::string& name, ApplicationMode mode, std::string_view library, const std::string& keys) {
    release_.applications.push_back({mode, std::string(library), make_application(name, keys)});
  }

  std::vector<erl::Term> instructions() {
    return *(*make_boot_script(release_, otp_, options_).tagged_tuple("script", 3))[2].proper_list();
  }

  /// The instructions with this tag, as text, a line each.
  std::string all(std::string_view tag) {
    std::string text;
    for (const erl::Term& instruction : instructions()) {
      if (instruction.tagged_tuple(tag, 2) != nullptr) text += erl::to_text(instruction) + "\n";
    }
    return text;
  }

  OtpBootTemplate otp_;
  ReleaseDefinition release_;
  BootScriptOptions options_;
};

TEST_F(BootScriptTest, LoadsEarlyModulesBeforeTheKernelIsComplete) {
  add("shop", ApplicationMode::kPermanent, kReleaseLibrary,
      "{applications, [kernel, stdlib]}, {modules, [shop, cart]}");
  const std::string plain = all("primLoad");
  const EarlyModules early{
      .modules = {"cart", "lists", "zip"}, .on_load_modules = {"nif"}, .atoms = {"rare"}, .gone = {}};
  options_.early = &early;
  std::string until_complete;
  for (const erl::Term& instruction : instructions()) {
    until_complete += erl::to_text(instruction) + "\n";
    if (instruction.tagged_tuple("kernel_load_completed", 1) != nullptr) break;
  }
  // lists is among the first modules.
  EXPECT_THAT(until_complete,
              testing::EndsWith("{primLoad,[error_handler,lists]}\n"
                                "{path,[\"$ROOT/lib/stdlib-1.0.0/ebin\",\"$RELEASE_LIB/shop-1.0.0/ebin\"]}\n"
                                "{primLoad,[zip,cart]}\n"
                                "{apply,{erlang,length,[[rare]]}}\n{kernel_load_completed}\n"));
  EXPECT_THAT(all("apply"), testing::HasSubstr("{apply,{application,start_boot,[kernel,permanent]}}\n"
                                               "{apply,{nif,module_info,[module]}}\n"
                                               "{apply,{application,start_boot,[stdlib,permanent]}}"));
  // For embedded mode.
  EXPECT_THAT(all("primLoad"), testing::EndsWith(plain.substr(plain.find('\n') + 1)));
}

TEST_F(BootScriptTest, LoadsEarlyModulesInGroupsThatFitTheMemory) {
  std::string modules;
  EarlyModules early;
  for (int i = 100; i < 300; ++i) {
    early.modules.push_back("m" + std::to_string(i));
    modules += (modules.empty() ? "" : ", ") + early.modules.back();
  }
  add("shop", ApplicationMode::kPermanent, kReleaseLibrary,
      "{applications, [kernel, stdlib]}, {modules, [" + modules + "]}");
  options_.early = &early;
  std::vector<std::size_t> sizes;
  for (const erl::Term& instruction : instructions()) {
    if (const auto* loaded = instruction.tagged_tuple("primLoad", 2))
      sizes.push_back(loaded->back().proper_list()->size());
    if (instruction.tagged_tuple("kernel_load_completed", 1) != nullptr) break;
  }
  EXPECT_THAT(sizes, testing::ElementsAre(2, 64, 64, 64, 8));
}

TEST_F(BootScriptTest, HasTheInstructionsOfSystools) {
  add("shop", ApplicationMode::kPermanent, kReleaseLibrary,
      "{applications, [kernel, stdlib]}, {modules, [shop]}");
  const std::string packed =
      "[{description, []}, {vsn, \"1.0.0\"}, {id, []}, {modules, MODULES}, {registered, []}, {applications, "
      "USES}, "
      "{optional_applications, []}, {included_applications, []}, {env, []}, {maxT, infinity}, {maxP, "
      "infinity}]";
  const auto application = [&packed](const std::string& name, const std::string& modules,
                                     const std::string& uses) {
    std::string keys = packed;
    keys.replace(keys.find("MODULES"), 7, modules).replace(keys.find("USES"), 4, uses);
    return "{application, " + name + ", " + keys + "}";
  };
  const std::string expected =
      R"({script, {"shop", "0.2.0"},
          [{preLoaded, [erlang, init]}, {progress, preloaded},
           {path, ["$ROOT/lib/kernel-1.0.0/ebin", "$ROOT/lib/stdlib-1.0.0/ebin"]},
           {primLoad, [error_handler, lists]}, {kernel_load_completed}, {progress, kernel_load_completed},
           {path, ["$ROOT/lib/kernel-1.0.0/ebin"]}, {primLoad, [auth, kernel]},
           {path, ["$ROOT/lib/stdlib-1.0.0/ebin"]}, {primLoad, [array, zip]},
           {path, ["$RELEASE_LIB/shop-1.0.0/ebin"]}, {primLoad, [shop]},
           {progress, modules_loaded},
           {path, ["$ROOT/lib/kernel-1.0.0/ebin", "$ROOT/lib/stdlib-1.0.0/ebin", "$RELEASE_LIB/shop-1.0.0/ebin"]},
           {kernelProcess, heart, {heart, start, []}},
           {kernelProcess, application_controller, {application_controller, start, [)" +
      application("kernel", "[kernel, auth, error_handler]", "[]") +
      R"(]}}, {progress, init_kernel_started},
           {apply, {application, load, [)" +
      application("stdlib", "[zip, array, lists]", "[]") + "]}}, {apply, {application, load, [" +
      application("shop", "[shop]", "[kernel, stdlib]") +
      R"(]}}, {progress, applications_loaded},
           {apply, {application, start_boot, [kernel, permanent]}},
           {apply, {application, start_boot, [stdlib, permanent]}},
           {apply, {application, start_boot, [shop, permanent]}},
           {progress, started}]}.)";
  EXPECT_EQ(erl::to_pretty_text(make_boot_script(release_, otp_, options_)),
            erl::to_pretty_text(term(expected)));
}

TEST_F(BootScriptTest, PacksAllKeysOfAnApplicationInAFixedOrder) {
  add("shop", ApplicationMode::kPermanent, kReleaseLibrary,
      "{mod, {shop, [1]}}, {start_phases, [{init, []}]}, {env, [{port, 4000}]}, {id, \"x\"}, {maxT, 5}, "
      "{maxP, 6}, "
      "{runtime_dependencies, []}, {registered, [server]}, {description, \"A shop\"}, {applications, "
      "[kernel, ghost]}, "
      "{optional_applications, [ghost]}");
  EXPECT_THAT(
      all("apply"),
      HasSubstr(erl::to_text(term(
          "{apply, {application, load, [{application, shop, [{description, \"A shop\"}, {vsn, \"1.0.0\"}, "
          "{id, \"x\"}, {modules, []}, {registered, [server]}, {applications, [kernel, ghost]}, "
          "{optional_applications, [ghost]}, {included_applications, []}, {env, [{port, 4000}]}, {maxT, 5}, "
          "{maxP, 6}, {start_phases, [{init, []}]}, {mod, {shop, [1]}}]}]}}."))));
}

TEST_F(BootScriptTest, LeavesOutAnEmptyStartModuleAndUndefinedPhases) {
  add("shop", ApplicationMode::kPermanent, kReleaseLibrary, "{mod, []}, {start_phases, undefined}");
  EXPECT_THAT(all("apply"), testing::Not(HasSubstr("start_phases")));
  EXPECT_THAT(all("apply"), testing::Not(HasSubstr("{mod,")));
}

TEST_F(BootScriptTest, LoadsButDoesNotStartApplicationsToBeLoaded) {
  add("shop", ApplicationMode::kLoad, kReleaseLibrary, "{modules, [shop]}");
  EXPECT_THAT(all("apply"), HasSubstr("application,shop"));
  EXPECT_THAT(all("apply"), testing::Not(HasSubstr("[shop,load]")));
}

TEST_F(BootScriptTest, HasTheModulesOfAnApplicationWithoutModeButNeitherLoadsNorStartsIt) {
  add("iex", ApplicationMode::kNone, kReleaseLibrary, "{modules, ['Elixir.IEx']}");
  EXPECT_THAT(all("primLoad"), HasSubstr("'Elixir.IEx'"));
  EXPECT_THAT(all("apply"), testing::Not(HasSubstr("iex")));
}

TEST_F(BootScriptTest, NeverStartsAnIncludedApplication) {
  add("inner", ApplicationMode::kPermanent, kReleaseLibrary, "");
  add("top", ApplicationMode::kPermanent, kReleaseLibrary, "{included_applications, [inner]}");
  EXPECT_THAT(all("apply"), HasSubstr("[top,permanent]"));
  EXPECT_THAT(all("apply"), testing::Not(HasSubstr("[inner,permanent]")));
}

TEST_F(BootScriptTest, BootsConfigProvidersOnceStdlibHasStarted) {
  add("shop", ApplicationMode::kTransient, kReleaseLibrary, "");
  options_.boots_config_providers = true;
  EXPECT_THAT(all("apply"), HasSubstr("{apply,{application,start_boot,[stdlib,permanent]}}\n"
                                      "{apply,{'Elixir.Config.Provider',boot,[]}}\n"
                                      "{apply,{application,start_boot,[shop,transient]}}\n"));
}

TEST_F(BootScriptTest, PutsConsolidatedProtocolsBeforeCodeOfTheReleaseOnly) {
  add("shop", ApplicationMode::kPermanent, kReleaseLibrary, "");
  options_.first_paths = {"$RELEASE_LIB/../releases/0.2.0/consolidated"};
  const std::string first = "\"$RELEASE_LIB/../releases/0.2.0/consolidated\"";
  const std::string root = "\"$ROOT/lib/kernel-1.0.0/ebin\"";
  EXPECT_THAT(all("path"), HasSubstr("{path,[" + first + ",\"$RELEASE_LIB/shop-1.0.0/ebin\"]}\n"));
  EXPECT_THAT(all("path"), HasSubstr("{path,[" + root + "]}\n"));
  EXPECT_THAT(all("path"), HasSubstr("{path,[" + first + "," + root + ","));
}

TEST_F(BootScriptTest, IsWrittenWithTheAtomsOfItsOtpRelease) {
  const erl::Term atom = erl::atom("shop");
  EXPECT_EQ(erl::encode_external(atom, boot_atom_encoding(25)), std::string("\x83\x64\x00\x04shop", 8));
  EXPECT_EQ(erl::encode_external(atom, boot_atom_encoding(26)), "\x83\x77\x04shop");
}

TEST(BootTemplateTest, TakesWhatTheOtpReleaseDecides) {
  const OtpBootTemplate otp = read_boot_template(erl::encode_external(term(kCleanScript)), "x");
  EXPECT_EQ(otp.preloaded, (std::vector<std::string>{"erlang", "init"}));
  EXPECT_EQ(otp.first_modules, (std::vector<std::string>{"error_handler", "lists"}));
  ASSERT_EQ(otp.kernel_processes.size(), 2U);
  EXPECT_EQ(erl::to_text(otp.kernel_processes[0]), "{kernelProcess,heart,{heart,start,[]}}");
}

constexpr HostileFile kHostile[] = {
    {"bytes_behind", ": at byte 97: expected the end, found 1 more bytes"},
    {"compressed",
     ": at byte 1: expected a term, found a compressed one (tag 80), which is not supported here"},
    {"cut_short", ": at byte 71: expected 13 bytes of an atom, found 6"},
    {"empty", ": at byte 0: expected 1 byte of the version, found 0"},
    {"instructions_4_gi", ": at byte 14: 4294967295 elements cannot stand in the 23 bytes that are left"},
    {"instructions_are_a_tuple", ": expected a boot script, {script, {Name, Version}, [Instruction]}"},
    {"instructions_improper", ": expected a boot script, {script, {Name, Version}, [Instruction]}"},
    {"modules_binaries", ": the modules of primLoad must be a list of atoms"},
    {"modules_improper", ": the modules of primLoad must be a list of atoms"},
    {"other_tag", ": expected a boot script, {script, {Name, Version}, [Instruction]}"},
    {"other_term", ": expected a boot script, {script, {Name, Version}, [Instruction]}"},
    {"preloaded_an_atom", ": the modules of preLoaded must be a list of atoms"},
    {"preloaded_integers", ": the modules of preLoaded must be a list of atoms"},
    {"preloaded_nothing",
     ": expected the instructions preLoaded, primLoad and kernelProcess, as in OTP's own start_clean.boot"},
    {"process_arguments_an_atom",
     ": a kernelProcess must be {kernelProcess, Name, {Module, Function, Arguments}}"},
    {"process_call_of_integers",
     ": a kernelProcess must be {kernelProcess, Name, {Module, Function, Arguments}}"},
    {"process_call_of_two", ": a kernelProcess must be {kernelProcess, Name, {Module, Function, Arguments}}"},
    {"process_of_two", ": a kernelProcess must be {kernelProcess, Name, {Module, Function, Arguments}}"},
    {"process_without_call",
     ": a kernelProcess must be {kernelProcess, Name, {Module, Function, Arguments}}"},
    {"process_without_name",
     ": a kernelProcess must be {kernelProcess, Name, {Module, Function, Arguments}}"},
    {"script_of_four", ": expected a boot script, {script, {Name, Version}, [Instruction]}"},
    {"script_of_two", ": expected a boot script, {script, {Name, Version}, [Instruction]}"},
    {"text_of_a_script", ": at byte 0: expected the external term format (131), found 123"},
    {"without_instructions",
     ": expected the instructions preLoaded, primLoad and kernelProcess, as in OTP's own start_clean.boot"},
    {"without_modules",
     ": expected the instructions preLoaded, primLoad and kernelProcess, as in OTP's own start_clean.boot"},
    {"without_preloaded",
     ": expected the instructions preLoaded, primLoad and kernelProcess, as in OTP's own start_clean.boot"},
    {"without_processes",
     ": expected the instructions preLoaded, primLoad and kernelProcess, as in OTP's own start_clean.boot"},
};

TEST(BootTemplateTest, RefusesHostileFilesWithTheirReason) {
  expect_corpus("boot", kHostile, [](auto bytes, auto source) { read_boot_template(bytes, source); });
}

TEST(BootTemplateTest, RefusesWhatIsNoBootScript) {
  const auto error = [](std::string_view text) {
    return error_of([&] { read_boot_template(erl::encode_external(term(text)), "otp/start_clean.boot"); });
  };
  EXPECT_EQ(error("[]."),
            "otp/start_clean.boot: expected a boot script, {script, {Name, Version}, [Instruction]}");
  EXPECT_THAT(error("{script, {\"a\", \"b\"}, none}."), HasSubstr("expected a boot script"));
  EXPECT_THAT(error("{script, {\"a\", \"b\"}, [{progress, started}]}."),
              HasSubstr("expected the instructions preLoaded, primLoad and kernelProcess"));
  EXPECT_EQ(error("{script, {\"a\", \"b\"}, [{preLoaded, [1]}]}."),
            "otp/start_clean.boot: the modules of preLoaded must be a list of atoms");
}

TEST(BootTemplateTest, NeverCrashesOnATruncatedFile) {
  const std::string whole = erl::encode_external(term(kCleanScript));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(error_of([&] { read_boot_template(whole.substr(0, size), "cut"); }), "") << size;
  }
}

}  // namespace
}  // namespace slipway::release
