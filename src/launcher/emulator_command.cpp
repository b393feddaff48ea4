#include "launcher/emulator_command.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/error.hpp"
#include "launcher/emulator_flags.hpp"

namespace slipway::launcher {
namespace {

/// The first version of ERTS that knows -bindir: OTP 25.
constexpr int kErtsWithBindir = 13;
/// Seen with OTP 27 and 29, and not with OTP 25.
constexpr int kErtsThatHandsOnDetached = 15;

class CommandReader {
 public:
  CommandReader(const ErlArguments& arguments, int erts_major) : in_(arguments), erts_major_(erts_major) {}

  EmulatorCommand read() {
    while (at_ < in_.words.size() && !reads_extra_) read_argument();
    while (at_ < in_.words.size()) add(next());
    if (halts_) add_all({"-s", "erlang", "halt"});
    out_.program = "beam." + (type_.empty() || type_ == "opt" ? "" : type_ + ".") + flavor_;
    check_epmd();
    return std::move(out_);
  }

 private:
  /// A flag of the "-" kind that means more than "hand it on".
  struct Flag {
    std::string_view name;
    void (CommandReader::*read)();
  };
  static const std::array<Flag, 24> kFlags;

  const std::string& next() { return in_.words[at_++].text; }
  void add(std::string_view argument) { out_.arguments.emplace_back(argument); }
  void add_all(std::initializer_list<std::string_view> arguments) {
    for (const std::string_view argument : arguments) add(argument);
  }

  void read_argument() {
    flag_ = at_;
    const std::string& word = in_.words[at_].text;
    if (word.starts_with('+')) return read_emulator_flag();
    const auto row = std::find_if(kFlags.begin(), kFlags.end(),
                                  [&](const Flag& candidate) { return candidate.name == word; });
    if (row == kFlags.end()) return add(next());
    ++at_;
    (this->*row->read)();
  }

  void read_emulator_flag() {
    const std::string name = next().substr(1);
    const FlagValue value = value_of_emulator_flag(name);
    if (value == FlagValue::kRefused) fail("is no flag of the emulator");
    out_.flags.push_back("-" + name);
    if (value == FlagValue::kOne) {
      out_.flags.push_back(take_value());
    } else if (at_ < in_.words.size()) {
      const std::string& following = in_.words[at_].text;
      if ((value == FlagValue::kBooleanOrNone && (following == "true" || following == "false")) ||
          (value == FlagValue::kInterruptModeOrNone && following == "i")) {
        out_.flags.push_back(next());
      }
    }
  }

  /// The words of the flag that is being read, for errors.
  [[noreturn]] void fail(const std::string& problem) const {
    const ErlWord& flag = in_.words[flag_];
    throw Error(in_.source_of(flag) + ": " + flag.text + " " + problem);
  }

  std::string take_value() {
    if (at_ >= in_.words.size() || in_.words[at_].is_separator) fail("needs a value behind it");
    return next();
  }

  std::string take_boolean() {
    std::string value = take_value();
    if (value != "true" && value != "false") fail("needs true or false behind it, not \"" + value + "\"");
    return value;
  }

  void add_flag_with_value() {
    add(in_.words[flag_].text);
    add(take_value());
  }

  void compile() {
    out_.flags.emplace_back("-B");
    add_all({"-noshell", "-noinput", "-s", "c", "lc_batch"});
  }

  void make() {
    out_.flags.emplace_back("-B");
    add_all({"-noshell", "-noinput", "-s", "make", "all_or_nothing"});
    halts_ = true;
    at_ = in_.words.size();
  }

  void configuration_descriptor() {
    const std::string descriptor = take_value();
    // Standard input holds the configuration, so it is no terminal.
    if (descriptor == "0") add_all({"-noshell", "-noinput"});
    add_all({"-configfd", descriptor});
  }

  void detached() {
    out_.is_detached = true;
    if (erts_major_ >= kErtsThatHandsOnDetached) add("-detached");
    add_all({"-noshell", "-noinput"});
  }

  void emulator_type() {
    type_ = take_value();
    --at_;
    add("-emu_type");
  }

  void emulator_flavor() {
    flavor_ = take_value();
    --at_;
    add("-emu_flavor");
  }

  void environment_variable() {
    std::string name = take_value();
    std::string value = take_value();
    out_.variables.emplace_back(std::move(name), std::move(value));
  }

  void epmd_command() { out_.epmd_command = take_value(); }

  void extra() {
    add("-extra");
    reads_extra_ = true;
  }

  void manual() { fail("shows manual pages, which a release does not have"); }
  void no_input() { add_all({"-noshell", "-noinput"}); }
  void nothing() {}

  void node_name() {
    add_flag_with_value();
    out_.is_distributed = true;
  }

  void no_epmd() {
    add("-no_epmd");
    out_.starts_epmd = false;
    no_epmd_at_ = flag_;
  }

  void distribution_protocol() {
    add_flag_with_value();
    has_protocol_ = true;
  }

  void smp() {
    if (at_ < in_.words.size() && in_.words[at_].text == "disable") smp_disable();
    add("-smp");
  }

  void smp_disable() { fail("is not supported: there is no emulator without SMP; use \"+S 1\" instead"); }

  void start_epmd() {
    const std::string value = take_boolean();
    out_.starts_epmd = value == "true";
    add_all({"-start_epmd", value});
  }

  void version() { out_.flags.emplace_back("-V"); }

  void print_and_run() { out_.action = EmulatorAction::kPrintAndRun; }
  void print_arguments() { out_.action = EmulatorAction::kPrintArguments; }
  void print_command() { out_.action = EmulatorAction::kPrintCommand; }
  void print_name() { out_.action = EmulatorAction::kPrintName; }

  void check_epmd() {
    if (!no_epmd_at_ || has_protocol_ || erts_major_ < kErtsWithBindir) return;
    flag_ = *no_epmd_at_;
    fail("needs -proto_dist beside it; \"-start_epmd false\" is for the usual protocol");
  }

  const ErlArguments& in_;
  int erts_major_;
  std::size_t at_ = 0;
  std::size_t flag_ = 0;
  std::optional<std::size_t> no_epmd_at_;
  std::string type_;
  std::string flavor_ = "smp";
  bool has_protocol_ = false;
  bool halts_ = false;
  bool reads_extra_ = false;
  EmulatorCommand out_;
};

const std::array<CommandReader::Flag, 24> CommandReader::kFlags = {{
    {"-compile", &CommandReader::compile},
    {"-configfd", &CommandReader::configuration_descriptor},
    {"-detached", &CommandReader::detached},
    {"-emu_args", &CommandReader::print_and_run},
    {"-emu_args_exit", &CommandReader::print_arguments},
    {"-emu_flavor", &CommandReader::emulator_flavor},
    {"-emu_name_exit", &CommandReader::print_name},
    {"-emu_qouted_cmd_exit", &CommandReader::print_command},
    {"-emu_type", &CommandReader::emulator_type},
    {"-env", &CommandReader::environment_variable},
    {"-epmd", &CommandReader::epmd_command},
    {"-extra", &CommandReader::extra},
    {"-keep_window", &CommandReader::nothing},
    {"-make", &CommandReader::make},
    {"-man", &CommandReader::manual},
    {"-name", &CommandReader::node_name},
    {"-no_epmd", &CommandReader::no_epmd},
    {"-noinput", &CommandReader::no_input},
    {"-proto_dist", &CommandReader::distribution_protocol},
    {"-smp", &CommandReader::smp},
    {"-smpdisable", &CommandReader::smp_disable},
    {"-sname", &CommandReader::node_name},
    {"-start_epmd", &CommandReader::start_epmd},
    {"-version", &CommandReader::version},
}};

}  // namespace

EmulatorCommand read_emulator_command(const ErlArguments& arguments, int erts_major) {
  return CommandReader(arguments, erts_major).read();
}

std::vector<std::string> emulator_arguments(const EmulatorCommand& command, const Installation& installation,
                                            std::optional<std::string_view> home,
                                            std::optional<std::string_view> epmd_port) {
  std::vector<std::string> arguments = command.flags;
  const auto add = [&](std::initializer_list<std::string_view> more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
  };
  add({"--", "-root", installation.root});
  if (installation.erts_major >= kErtsWithBindir) add({"-bindir", installation.bindir});
  add({"-progname", installation.progname, "--"});
  if (home) add({"-home", *home});
  if (epmd_port) add({"-epmd_port", *epmd_port});
  add({"--"});
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  return arguments;
}

std::optional<std::string> take_flag(std::vector<std::string>& arguments, std::string_view name) {
  std::optional<std::string> taken;
  const auto starts_flag = [](const std::string& argument) { return argument.starts_with('-'); };
  auto at = arguments.begin();
  while (at != arguments.end() && *at != "-extra") {
    const auto values_end = std::find_if(at + 1, arguments.end(), starts_flag);
    if (*at == name && values_end - at == 2) {
      taken = *(at + 1);
      at = arguments.erase(at, values_end);
    } else {
      at = starts_flag(*at) ? values_end : at + 1;
    }
  }
  return taken;
}

}  // namespace slipway::launcher
