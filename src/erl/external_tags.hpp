#pragma once

#include <cstdint>

namespace slipway::erl {

// The tags of external.hpp's grammar.

inline constexpr std::uint8_t kExternalVersion = 131;

enum Tag : std::uint8_t {
  kNewFloat = 70,
  kBitBinary = 77,
  kCompressed = 80,
  kNewPid = 88,
  kNewPort = 89,
  kNewerReference = 90,
  kSmallInteger = 97,
  kInteger = 98,
  kFloat = 99,
  kAtom = 100,
  kReference = 101,
  kPort = 102,
  kPid = 103,
  kSmallTuple = 104,
  kLargeTuple = 105,
  kNil = 106,
  kString = 107,
  kListTag = 108,
  kBinaryTag = 109,
  kSmallBig = 110,
  kLargeBig = 111,
  kNewFunction = 112,
  kExport = 113,
  kNewReference = 114,
  kSmallAtom = 115,
  kMapTag = 116,
  kAtomUtf8 = 118,
  kSmallAtomUtf8 = 119,
  kV4Port = 120,
  kLocal = 121,
};

}  // namespace slipway::erl
