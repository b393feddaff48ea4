#include "control/term_reader.hpp"

#include <algorithm>

#include "control/failure.hpp"
#include "erl/external.hpp"
#include "erl/external_tags.hpp"

namespace slipway::control {
namespace {

/// Walks over one term, whatever nests in it, by counting the terms that are still to come.
class Scanner {
 public:
  Scanner(TermReader& reader, std::string* copy, std::size_t limit)
      : reader_(reader), copy_(copy), limit_(limit) {}

  void run() {
    for (pending_ = 1; pending_ > 0;) {
      --pending_;
      one(u8());
      // Each has at least one byte, so that a lie about a size ends here and not in a long loop.
      if (pending_ > reader_.remaining()) reader_.fail("a term is cut short");
    }
  }

 private:
  void one(std::uint8_t tag) {
    using namespace erl;
    switch (tag) {
      case kNil:
        return;
      case kSmallInteger:
        return bytes(1);
      case kInteger:
        return bytes(4);
      case kNewFloat:
        return bytes(8);
      case kFloat:
        return bytes(31);
      case kSmallBig:
        return bytes(std::size_t{1} + u8());
      case kLargeBig:
        return bytes(std::size_t{1} + number(4));
      case kAtom:
      case kAtomUtf8:
      case kString:
        return bytes(number(2));
      case kSmallAtom:
      case kSmallAtomUtf8:
        return bytes(u8());
      case kBinaryTag:
        return bytes(number(4));
      case kBitBinary:
        return bytes(std::size_t{1} + number(4));
      case kSmallTuple:
        pending_ += u8();
        return;
      case kLargeTuple:
        pending_ += number(4);
        return;
      case kListTag:
        pending_ += std::uint64_t{1} + number(4);
        return;
      case kMapTag:
        pending_ += 2 * std::uint64_t{number(4)};
        return;
      case kExport:
        pending_ += 3;
        return;
      default:
        return identifier(tag);
    }
  }

  /// Pids, ports, references and functions.
  void identifier(std::uint8_t tag) {
    using namespace erl;
    switch (tag) {
      case kNewFunction: {
        const std::size_t size = number(4);
        if (size < 4) reader_.fail("a function's size counts its own 4 bytes");
        return bytes(size - 4);
      }
      case kNewReference:
      case kNewerReference: {
        const std::size_t words = number(2);
        atom();
        return bytes((tag == kNewReference ? 1 : 4) + 4 * words);
      }
      case kReference:
      case kPort:
        atom();
        return bytes(5);
      case kNewPort:
        atom();
        return bytes(8);
      case kPid:
        atom();
        return bytes(9);
      case kNewPid:
      case kV4Port:
        atom();
        return bytes(12);
      default:
        reader_.fail("expected a term, found the tag " + std::to_string(tag));
    }
  }

  void atom() {
    const std::uint8_t tag = u8();
    if (tag != erl::kAtom && tag != erl::kAtomUtf8 && tag != erl::kSmallAtom && tag != erl::kSmallAtomUtf8) {
      reader_.fail("expected the name of a node, found the tag " + std::to_string(tag));
    }
    one(tag);
  }

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }

  std::size_t number(int width) {
    std::size_t value = 0;
    for (int index = 0; index < width; ++index) {
      const std::uint8_t byte = reader_.u8();
      keep(std::string_view(reinterpret_cast<const char*>(&byte), 1));
      value = value << 8 | byte;
    }
    return value;
  }

  void bytes(std::size_t count) {
    if (count > reader_.remaining()) {
      reader_.fail("expected " + std::to_string(count) + " more bytes, found " +
                   std::to_string(reader_.remaining()));
    }
    while (count > 0) {
      const std::string_view piece = reader_.some(count);
      keep(piece);
      count -= piece.size();
    }
  }

  void keep(std::string_view piece) {
    if (copy_ == nullptr) return;
    if (piece.size() > limit_ - copy_->size()) {
      reader_.fail("a term is larger than the " + std::to_string(limit_) + " bytes that are allowed");
    }
    copy_->append(piece);
  }

  TermReader& reader_;
  std::string* copy_;
  std::size_t limit_;
  std::uint64_t pending_ = 0;
};

bool is_atom_tag(std::uint8_t tag) {
  return tag == erl::kAtom || tag == erl::kAtomUtf8 || tag == erl::kSmallAtom || tag == erl::kSmallAtomUtf8;
}

constexpr std::size_t kLargestAtom = 4 + 4 * 255;

}  // namespace

void TermReader::refill() {
  while (piece_.empty()) {
    if (left_ == 0) fail("a term is cut short");
    piece_ = source_->next();
    if (piece_.empty()) fail("the data ended " + std::to_string(left_) + " bytes early");
    piece_ = piece_.substr(0, left_);
  }
}

std::uint8_t TermReader::peek_tag() {
  refill();
  return static_cast<std::uint8_t>(piece_.front());
}

std::uint8_t TermReader::u8() {
  const std::uint8_t byte = peek_tag();
  piece_.remove_prefix(1);
  --left_;
  return byte;
}

std::uint64_t TermReader::number(int width) {
  std::uint64_t value = 0;
  for (int index = 0; index < width; ++index) value = value << 8 | u8();
  return value;
}

std::string_view TermReader::some(std::size_t most) {
  refill();
  const std::string_view taken = piece_.substr(0, most);
  piece_.remove_prefix(taken.size());
  left_ -= taken.size();
  return taken;
}

void TermReader::expect_version() {
  if (const std::uint8_t version = u8(); version != erl::kExternalVersion) {
    fail("expected an external term (131), found " + std::to_string(version));
  }
}

std::optional<std::uint32_t> TermReader::tuple_size() {
  const std::uint8_t tag = peek_tag();
  if (tag != erl::kSmallTuple && tag != erl::kLargeTuple) return std::nullopt;
  u8();
  return tag == erl::kSmallTuple ? u8() : u32();
}

std::optional<std::string> TermReader::atom() {
  if (!is_atom_tag(peek_tag())) return std::nullopt;
  return erl::text_of(term(kLargestAtom));
}

std::string TermReader::capture(std::size_t limit) {
  std::string copy;
  scan(&copy, limit);
  return copy;
}

erl::Term TermReader::term(std::size_t limit) {
  try {
    return erl::decode_external(static_cast<char>(erl::kExternalVersion) + capture(limit), what_);
  } catch (const ConnectionError&) {
    throw;
  } catch (const Error& error) {
    throw ConnectionError(Failure::kProtocol, error.message());
  }
}

void TermReader::skip_all() {
  while (left_ > 0) some(left_);
}

void TermReader::scan(std::string* copy, std::size_t limit) { Scanner(*this, copy, limit).run(); }

void TermReader::fail(const std::string& problem) const {
  throw ConnectionError(Failure::kProtocol, what_ + ": " + problem);
}

erl::Term as_is(std::string external) {
  return erl::Opaque{erl::Opaque::Kind::kFunction, std::move(external)};
}

std::string external_of(const erl::Term& term) { return erl::encode_external(term).substr(1); }

}  // namespace slipway::control
