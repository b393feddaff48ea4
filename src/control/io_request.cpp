#include "control/io_request.hpp"

#include <algorithm>
#include <array>

#include "erl/external_tags.hpp"

namespace slipway::control {
namespace {

using Kind = IoRequest::Kind;

constexpr std::size_t kLargestOptions = std::size_t{16} << 10;

struct Form {
  std::string_view name;
  /// Elements of the tuple behind its name and its encoding.
  std::uint32_t operands;
  Kind kind;
};

constexpr auto kForms = std::to_array<Form>({
    {"put_chars", 1, Kind::kPutChars},
    {"put_chars", 3, Kind::kPutResult},
    {"get_line", 1, Kind::kGetLine},
    {"get_chars", 2, Kind::kGetChars},
    {"get_password", 0, Kind::kGetPassword},
    {"get_until", 4, Kind::kGetUntil},
});

bool has_encoding(TermReader& reader, IoRequest& request) {
  const std::optional<std::string> name = reader.atom();
  if (name == "unicode") request.encoding = CharacterEncoding::kUnicode;
  return name == "unicode" || name == "latin1";
}

std::string read_name(TermReader& reader) {
  const std::optional<std::string> name = reader.atom();
  if (!name) reader.fail("expected an atom for a module or a function of a request");
  return *name;
}

void read_operands(TermReader& reader, IoRequest& request) {
  switch (request.kind) {
    case Kind::kPutChars:
    case Kind::kGetPassword:
      return;
    case Kind::kGetLine:
      request.prompt = reader.capture(kLargestRequestTerm);
      return;
    case Kind::kGetChars: {
      request.prompt = reader.capture(kLargestRequestTerm);
      const erl::Term count = reader.term(kLargestOptions);
      const auto* number = count.as<std::int64_t>();
      if (number == nullptr || *number < 0) {
        request.kind = Kind::kUnknown;
      } else {
        request.count = *number;
      }
      return;
    }
    case Kind::kGetUntil:
      request.prompt = reader.capture(kLargestRequestTerm);
      [[fallthrough]];
    default:
      request.module = read_name(reader);
      request.function = read_name(reader);
      request.arguments = reader.capture(kLargestRequestTerm);
  }
}

IoRequest unknown(TermReader& reader, std::uint32_t elements) {
  for (; elements > 0; --elements) reader.skip();
  return {};
}

/// {requests, List}, {setopts, List}, {get_geometry, What}; the name has been read.
std::optional<IoRequest> read_pair(TermReader& reader, const std::string& name) {
  IoRequest request;
  if (name == "requests") {
    request.kind = Kind::kRequests;
    if (reader.peek_tag() == erl::kListTag) {
      reader.u8();
      request.requests = reader.u32();
    } else if (reader.peek_tag() == erl::kNil) {
      reader.u8();
    } else {
      reader.skip();
      request.kind = Kind::kUnknown;
    }
  } else if (name == "setopts") {
    request.kind = Kind::kSetOptions;
    request.options = reader.term(kLargestOptions);
  } else if (name == "get_geometry") {
    const erl::Term what = reader.term(kLargestOptions);
    request.kind = what.is_atom("columns") ? Kind::kGetColumns
                   : what.is_atom("rows")  ? Kind::kGetRows
                                           : Kind::kUnknown;
  } else {
    return std::nullopt;
  }
  return request;
}

}  // namespace

std::optional<IoClient> read_io_client(TermReader& payload) {
  if (payload.tuple_size() != 4 || payload.atom() != "io_request") return std::nullopt;
  IoClient client;
  client.from = payload.term(kLargestOptions);
  client.reply_as = as_is(payload.capture(kLargestOptions));
  const auto* pid = client.from.as<erl::Opaque>();
  if (pid == nullptr || pid->kind != erl::Opaque::Kind::kPid) return std::nullopt;
  return client;
}

IoRequest read_io_request(TermReader& reader) {
  if (reader.peek_tag() == erl::kNil) {
    reader.u8();
    IoRequest end;
    end.kind = Kind::kEndOfRequests;
    return end;
  }
  const std::optional<std::uint32_t> size = reader.tuple_size();
  if (!size) {
    const std::optional<std::string> name = reader.atom();
    if (!name) reader.skip();
    IoRequest request;
    if (name == "getopts") request.kind = Kind::kGetOptions;
    return request;
  }
  if (*size == 0) return {};
  const std::optional<std::string> name = reader.atom();
  if (!name) return unknown(reader, *size);
  if (*size == 2) {
    if (std::optional<IoRequest> pair = read_pair(reader, *name)) return *std::move(pair);
  }
  const auto form_of = [&](std::uint32_t operands) {
    return std::find_if(kForms.begin(), kForms.end(), [&](const Form& candidate) {
      return candidate.name == *name && candidate.operands == operands;
    });
  };
  // With an encoding a form has one element more: of the two sizes that fit no name, none is in both rows.
  IoRequest request;
  const Form* form = form_of(*size - 1);
  if (*size >= 2 && form_of(*size - 2) != kForms.end()) {
    form = form_of(*size - 2);
    if (!has_encoding(reader, request)) return unknown(reader, *size - 2);
  }
  if (form == kForms.end()) return unknown(reader, *size - 1);
  request.kind = form->kind;
  read_operands(reader, request);
  return request;
}

void reply_to(NodeConnection& node, const IoClient& client, const erl::Term& reply) {
  node.send(client.from, erl::tuple({erl::atom("io_reply"), client.reply_as, reply}));
}

}  // namespace slipway::control
