#include "base/byte_reader.hpp"

#include <gtest/gtest.h>

#include "base/byte_writer.hpp"
#include "error_support.hpp"

namespace slipway {
namespace {

using namespace std::string_literals;

TEST(ByteReaders, ReadWhatByteWritersWrite) {
  ByteWriter writer;
  writer.u8(1);
  writer.u16(0x0203);
  writer.u32(0x04050607);
  writer.u32(static_cast<std::uint32_t>(-5));
  writer.u64(0x3FF8000000000000);  // 1.5
  writer.bytes("text");
  EXPECT_EQ(writer.size(), 23u);
  const std::string bytes = std::move(writer).finish();
  EXPECT_EQ(bytes.substr(0, 7), "\1\2\3\4\5\6\7");
  ByteReader reader(bytes, "file");
  EXPECT_EQ(reader.u8("a"), 1);
  EXPECT_EQ(reader.u16("a"), 0x0203);
  EXPECT_EQ(reader.u32("a"), 0x04050607u);
  EXPECT_EQ(reader.i32("a"), -5);
  EXPECT_EQ(reader.f64("a"), 1.5);
  EXPECT_EQ(reader.since(0).size(), 19u);
  EXPECT_EQ(reader.take(4, "a"), "text");
  EXPECT_TRUE(reader.at_end());
}

TEST(ByteReaders, RefuseToReadBeyondTheEnd) {
  const std::string bytes = "abc";
  ByteReader reader(bytes, "file");
  reader.u8("a letter");
  EXPECT_EQ(error_of([&] { reader.u32("a size"); }), "file: at byte 1: expected 4 bytes of a size, found 2");
  EXPECT_EQ(error_of([&] { reader.take(SIZE_MAX, "a lot"); }),
            "file: at byte 1: expected 18446744073709551615 bytes of a lot, found 2");
  EXPECT_EQ(reader.take(2, "the rest"), "bc");
  EXPECT_EQ(error_of([&] { reader.u8("more"); }), "file: at byte 3: expected 1 byte of more, found 0");
  EXPECT_EQ(reader.take(0, "nothing"), "");
}

}  // namespace
}  // namespace slipway
