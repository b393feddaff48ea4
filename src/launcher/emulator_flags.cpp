#include "launcher/emulator_flags.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace slipway::launcher {
namespace {

using Names = std::span<const std::string_view>;

/// Flags that are complete with these characters; with more behind them they have their value inside.
constexpr auto kWithValue = std::to_array<std::string_view>({
    "a", "A",  "C", "e", "h", "i",   "K",   "n",   "pc",    "P",      "Q",    "R",    "rg",
    "S", "SP", "t", "T", "W", "IOt", "IOp", "IOs", "SDcpu", "SDPcpu", "SDio", "IOPt", "IOPp",
});

/// A family is a letter; its members follow the letter.
struct Family {
  char letter;
  Names members;
};

constexpr auto kHeap =
    std::to_array<std::string_view>({"ms", "mbs", "pds", "max", "maxk", "maxel", "maxib", "mqd"});
constexpr auto kScheduler = std::to_array<std::string_view>({
    "bt",     "bwt",   "bwtdcpu", "bwtdio", "cl",  "ct", "ecio", "fwi",    "pp",    "ss",
    "ssdcpu", "ssdio", "tbt",     "ub",     "wct", "ws", "wt",   "wtdcpu", "wtdio",
});
constexpr auto kMiscellaneous = std::to_array<std::string_view>({"dbbl", "dntgc", "ebwt", "hft", "osrl"});
constexpr auto kMemory = std::to_array<std::string_view>({
    "ea",  "ummc",    "uycs", "usac",   "im", "is", "it",  "lpm", "Mamcbf", "Mrmcbf", "Mmcs", "Mscs",
    "Mlp", "Mscrfsd", "Msco", "Mscrpm", "Ye", "Ym", "Ytp", "Ytt", "Iscs",   "Xscs",   "dai",  "umadtn",
});

/// +M, then the letter of an allocator, then one of the settings that every allocator has (erts_alloc(3)).
constexpr std::string_view kAllocators = "uBIDEFHLRSTZ";
constexpr auto kAllocatorSettings = std::to_array<std::string_view>({
    "as",     "asbcst", "atags",  "acul",   "acful",  "acnl",  "acfml", "cp",
    "e",      "t",      "lmbcs",  "mbcgs",  "mbsd",   "mmbcs", "mmmbc", "mmsbc",
    "msbclt", "ramv",   "rmbcmt", "rsbcmt", "rsbcst", "sbct",  "smbcs",
});

constexpr auto kFamilies = std::to_array<Family>({
    {'h', kHeap},
    {'s', kScheduler},
    {'z', kMiscellaneous},
    {'M', kMemory},
});

/// Of these families only the members that the table above has exist.
constexpr auto kClosedFamilies = std::to_array<std::string_view>({"I", "SD"});

bool contains(Names names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_member(std::string_view name) {
  const auto family = std::find_if(kFamilies.begin(), kFamilies.end(),
                                   [&](const Family& candidate) { return candidate.letter == name[0]; });
  return family != kFamilies.end() && contains(family->members, name.substr(1));
}

bool is_allocator_setting(std::string_view name) {
  return name.size() > 2 && name[0] == 'M' && kAllocators.find(name[1]) != std::string_view::npos &&
         contains(kAllocatorSettings, name.substr(2));
}

bool is_refused(std::string_view name) {
  const auto starts_name = [&](std::string_view prefix) { return name.starts_with(prefix); };
  const auto continues_family = [&](std::string_view family) {
    return starts_name(family) &&
           std::none_of(kWithValue.begin(), kWithValue.end(), [&](std::string_view flag) {
             return flag.size() > family.size() && flag.starts_with(family) && starts_name(flag);
           });
  };
  return std::any_of(kClosedFamilies.begin(), kClosedFamilies.end(), continues_family);
}

}  // namespace

FlagValue value_of_emulator_flag(std::string_view name) {
  if (name.empty()) return FlagValue::kNone;
  if (name == "c") return FlagValue::kBooleanOrNone;
  if (name == "B") return FlagValue::kInterruptModeOrNone;
  // +JPperf, +JMsingle and all that OTP may add there; +Di of OTP 29.
  if (name[0] == 'J' || name.starts_with("Di")) return FlagValue::kOne;
  if (contains(kWithValue, name) || is_member(name) || is_allocator_setting(name)) return FlagValue::kOne;
  if (is_refused(name)) return FlagValue::kRefused;
  const bool other_interrupt_mode = name[0] == 'B' && name[1] != 'i' && name[1] != 'c' && name[1] != 'd';
  return other_interrupt_mode ? FlagValue::kRefused : FlagValue::kNone;
}

}  // namespace slipway::launcher
