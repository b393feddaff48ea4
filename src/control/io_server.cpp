#include "control/io_server.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/error.hpp"
#include "control/call.hpp"
#include "erl/external_tags.hpp"
#include "erl/utf8.hpp"

namespace slipway::control {
namespace {

using erl::Term;
using Kind = IoRequest::Kind;

Term ok() { return erl::atom("ok"); }
Term error(std::string_view reason) { return erl::pair("error", erl::atom(reason)); }

std::optional<std::int64_t> terminal_size(int descriptor, bool columns) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
    return std::nullopt;
  return columns ? size.ws_col : size.ws_row;
}

bool is_reading(Kind kind) {
  return kind == Kind::kGetLine || kind == Kind::kGetChars || kind == Kind::kGetPassword ||
         kind == Kind::kGetUntil;
}

/// The bytes of the first `count` characters of text that may be cut; nothing where it has fewer. A byte that
/// is no UTF-8 counts as a character.
std::optional<std::size_t> characters_end(std::string_view text, std::int64_t count) {
  std::string_view rest = text;
  for (; count > 0; --count) {
    if (rest.empty()) return std::nullopt;
    if (!erl::take_utf8(rest)) rest.remove_prefix(1);
  }
  return text.size() - rest.size();
}

}  // namespace

IoServer::IoServer(NodeConnection& node, Descriptors descriptors)
    : node_(node),
      descriptors_(descriptors),
      output_(descriptors.output, node.connection()),
      input_has_ended_(descriptors.input < 0) {}

void IoServer::receive() {
  TermReader& payload = node_.payload();
  std::optional<IoClient> client = read_io_client(payload);
  if (!client) return;
  run({.client = *std::move(client), .rest = {}, .left = 1, .lists = 0, .reply = ok()}, payload);
}

void IoServer::run(Job job, TermReader& reader) {
  while (job.left > 0) {
    --job.left;
    if (!perform(job, reader)) return;
    // {requests, ...} ends with the first that fails.
    if (job.reply.tagged_tuple("error", 2) != nullptr) break;
  }
  reply_to(node_, job.client, job.reply);
}

void IoServer::finish(Job job) {
  if (job.reply.tagged_tuple("error", 2) != nullptr) return reply_to(node_, job.client, job.reply);
  const std::string rest = std::exchange(job.rest, {});
  MemorySource source(rest);
  TermReader reader(source, rest.size(), "an I/O request");
  run(std::move(job), reader);
}

bool IoServer::perform(Job& job, TermReader& reader) {
  IoRequest request = read_io_request(reader);
  if (request.kind == Kind::kRequests) {
    if (request.requests > 0) {
      // The tail, too: behind a list inside of a list there is more.
      job.left += std::uint64_t{request.requests} + 1;
      ++job.lists;
    }
    return true;
  }
  if (request.kind == Kind::kEndOfRequests && job.lists > 0) {
    --job.lists;
    return true;
  }
  if (request.kind == Kind::kPutChars) {
    const bool valid = copy_characters(reader, request.encoding, output());
    job.reply = valid ? ok() : error("put_chars");
    return true;
  }
  const bool waits = is_reading(request.kind) || request.kind == Kind::kPutResult;
  if (waits) {
    for (std::uint64_t index = 0; index < job.left; ++index) job.rest += reader.capture(kLargestRequestTerm);
  }
  return perform_query(job, request);
}

bool IoServer::perform_query(Job& job, IoRequest& request) {
  switch (request.kind) {
    case Kind::kPutResult: {
      const std::uint32_t call =
          begin_call(node_, request.module, request.function, as_is(request.arguments));
      printings_.emplace(call, Printing{std::move(job), request.encoding});
      return false;
    }
    case Kind::kGetPassword:
      if (!reads_secrets()) break;
      [[fallthrough]];
    case Kind::kGetLine:
    case Kind::kGetChars:
    case Kind::kGetUntil:
      readings_.push_back(
          {.job = std::move(job), .request = std::move(request), .state = {}, .call = std::nullopt});
      serve_readings();
      return false;
    case Kind::kSetOptions: {
      const std::vector<Term>* options = request.options.proper_list();
      if (options == nullptr) break;
      for (const Term& option : *options) {
        if (option.is_atom("binary")) binary_ = true;
        if (option.is_atom("list")) binary_ = false;
        const std::vector<Term>* pair = option.tagged_tuple("binary", 2);
        if (pair != nullptr) binary_ = (*pair)[1].is_atom("true");
      }
      job.reply = ok();
      return true;
    }
    case Kind::kGetOptions:
      job.reply =
          erl::list({erl::pair("binary", erl::boolean(binary_)), erl::pair("encoding", erl::atom("unicode")),
                     erl::pair("terminal", erl::boolean(is_terminal())),
                     // From OTP 27 on (io:getopts/1); others have no such options.
                     erl::pair("stdin", erl::boolean(::isatty(descriptors_.input) == 1)),
                     erl::pair("stdout", erl::boolean(is_terminal())),
                     erl::pair("stderr", erl::boolean(::isatty(STDERR_FILENO) == 1))});
      return true;
    case Kind::kGetColumns:
    case Kind::kGetRows: {
      const auto cells = size(request.kind == Kind::kGetColumns);
      job.reply = cells ? erl::integer(*cells) : error("enotsup");
      return true;
    }
    default:
      break;
  }
  const bool is_none = request.kind == Kind::kUnknown || request.kind == Kind::kEndOfRequests;
  job.reply = error(is_none ? "request" : "enotsup");
  return true;
}

bool IoServer::prompt(const Reading& reading) {
  if (reading.request.kind == Kind::kGetPassword) {
    ask("", false);
    return true;
  }
  MemorySource source(reading.request.prompt);
  TermReader reader(source, reading.request.prompt.size(), "a prompt");
  TextBuffer text;
  if (const std::optional<std::string> name = reader.atom()) {
    text.write(*name);
  } else if (!copy_characters(reader, CharacterEncoding::kUnicode, text)) {
    return false;
  }
  ask(text.text(), !reading.state.empty());
  return true;
}

void IoServer::ask(const std::string& prompt, bool goes_on) {
  if (!goes_on && !prompt.empty()) output_.write(prompt);
}

std::optional<std::int64_t> IoServer::size(bool columns) const {
  return terminal_size(descriptors_.output, columns);
}

bool IoServer::is_terminal() const { return ::isatty(descriptors_.output) == 1; }

// ----------------------------------------------------------------------------------------------
// Results of the node
// ----------------------------------------------------------------------------------------------

bool IoServer::receive_end(const Message& message) {
  const bool failed_to_spawn = message.kind == Message::Kind::kSpawned && message.process.is<erl::Atom>();
  const bool ended = message.kind == Message::Kind::kDown || failed_to_spawn;
  const auto printing = printings_.find(message.reference);
  if (printing != printings_.end()) {
    if (!ended) return true;
    Printing done = std::move(printing->second);
    printings_.erase(printing);
    const bool printed = !failed_to_spawn && read_call_head(node_.payload()).end == CallEnd::kReturned &&
                         copy_characters(node_.payload(), done.encoding, output());
    done.job.reply = printed ? ok() : error("put_chars");
    finish(std::move(done.job));
    return true;
  }
  if (readings_.empty() || readings_.front().call != message.reference) return false;
  if (!ended) return true;
  receive_function_result(readings_.front(),
                          failed_to_spawn ? CallResult() : read_call_result(node_.payload()));
  serve_readings();
  return true;
}

// ----------------------------------------------------------------------------------------------
// Input
// ----------------------------------------------------------------------------------------------

pollfd IoServer::wanted() const {
  const bool waits = !readings_.empty() && !readings_.front().call && !input_has_ended_;
  return {waits ? descriptors_.input : -1, POLLIN, 0};
}

const IoClient* IoServer::waiting() const {
  return readings_.empty() || readings_.front().call ? nullptr : &readings_.front().job.client;
}

bool IoServer::waits_for_secret() const {
  return waiting() != nullptr && readings_.front().request.kind == Kind::kGetPassword;
}

void IoServer::feed(std::string_view text) {
  input_ += text;
  serve_readings();
}

void IoServer::end_input(bool for_good) {
  const bool has_ended = std::exchange(input_has_ended_, true);
  if (for_good) return serve_readings();
  serve_first();
  input_has_ended_ = has_ended;
}

void IoServer::interrupt_readings(const Term* but_from) {
  std::deque<Reading> kept;
  std::vector<Job> interrupted;
  for (Reading& reading : readings_) {
    if (but_from != nullptr && reading.job.client.from == *but_from) {
      kept.push_back(std::move(reading));
    } else {
      interrupted.push_back(std::move(reading.job));
    }
  }
  readings_ = std::move(kept);
  input_.clear();
  for (Job& job : interrupted) {
    job.reply = error("interrupted");
    finish(std::move(job));
  }
  serve_readings();
}

void IoServer::read_input() {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(descriptors_.input, buffer.data(), buffer.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  // Closed, or a terminal that we are not in the foreground of: nothing will come.
  if (count <= 0) input_has_ended_ = true;
  if (count > 0) input_.append(buffer.data(), static_cast<std::size_t>(count));
  serve_readings();
}

void IoServer::serve_readings() {
  while (serve_first()) {
  }
}

/// The request in front; false where it waits, or where there is none.
bool IoServer::serve_first() {
  if (readings_.empty() || readings_.front().call) return false;
  Reading& reading = readings_.front();
  std::optional<Term> reply;
  if (!std::exchange(reading.was_asked, true) && !prompt(reading)) {
    reply = error("get_line");
  } else if (reading.request.kind == Kind::kGetLine) {
    reply = take_line();
  } else if (reading.request.kind == Kind::kGetChars) {
    reply = take_characters(reading.request.count);
  } else if (reading.request.kind == Kind::kGetPassword) {
    reply = take_secret();
  } else if (input_.empty() && input_has_ended_ && end_is_an_error_) {
    reply = error("terminated");
  } else if (!input_.empty() || input_has_ended_) {
    ask_function(reading);
  }
  if (!reply) return false;
  Job job = std::move(reading.job);
  job.reply = reply->is<erl::Tuple>() ? *std::move(reply) : encoded(*reply, reading.request.encoding);
  readings_.pop_front();
  finish(std::move(job));
  return true;
}

/// A line with its end, which is "\n" where it was "\r\n"; at the end of the input what there is.
std::optional<Term> IoServer::take_line() {
  const std::size_t end = input_.find('\n');
  if (end == std::string::npos && !input_has_ended_) return std::nullopt;
  if (end == std::string::npos && input_.empty()) return erl::atom("eof");
  std::string line = input_.substr(0, end == std::string::npos ? end : end + 1);
  input_.erase(0, line.size());
  if (line.ends_with("\r\n")) line.erase(line.size() - 2, 1);
  return text_term(line);
}

/// A list of characters without a line end, whatever is set, as group of OTP gives it.
std::optional<Term> IoServer::take_secret() {
  const std::size_t end = input_.find('\n');
  if (end == std::string::npos && !input_has_ended_) return std::nullopt;
  if (input_.empty()) return erl::atom("eof");
  const std::string line = input_.substr(0, end);
  input_.erase(0, end == std::string::npos ? end : end + 1);
  return erl::charlist(line);
}

std::optional<Term> IoServer::take_characters(std::int64_t count) {
  const std::optional<std::size_t> end = characters_end(input_, count);
  if (!end && !input_has_ended_) return std::nullopt;
  if (!end && input_.empty()) return erl::atom("eof");
  std::string text = input_.substr(0, end.value_or(input_.size()));
  input_.erase(0, text.size());
  return text_term(text);
}

Term IoServer::text_term(std::string_view text) const {
  return binary_ ? erl::binary(text) : erl::charlist(text);
}

/// In Latin-1 a character above 255 can't be given.
Term IoServer::encoded(const Term& reply, CharacterEncoding encoding) const {
  if (encoding == CharacterEncoding::kUnicode || reply.is<erl::Atom>()) return reply;
  const std::optional<std::string> text = erl::text_of(reply);
  const std::optional<std::string> latin1 = text ? erl::utf8_to_latin1(*text) : std::nullopt;
  if (!latin1) {
    return erl::pair("error",
                     erl::tuple({erl::atom("no_translation"), erl::atom("unicode"), erl::atom("latin1")}));
  }
  return binary_ ? erl::binary(*latin1) : reply;
}

// get_until: io_lib:get_until(State, Data, unicode, {M, F, Arguments}) runs the function with what was read
// (as a list of characters) and gives {stop, Result, Rest}, or the State for more. A line at a time, because
// what is left over comes back.
void IoServer::ask_function(Reading& reading) {
  const std::size_t end = input_.find('\n');
  const std::string data = input_.substr(0, end == std::string::npos ? end : end + 1);
  input_.erase(0, data.size());
  const Term state = reading.state.empty() ? erl::atom("start") : as_is(reading.state);
  const Term function = erl::tuple({erl::atom(reading.request.module), erl::atom(reading.request.function),
                                    as_is(reading.request.arguments)});
  reading.call = begin_call(
      node_, "io_lib", "get_until",
      erl::list({state, data.empty() ? erl::atom("eof") : text_term(data), erl::atom("unicode"), function}));
}

void IoServer::receive_function_result(Reading& reading, const CallResult& result) {
  reading.call.reset();
  MemorySource source(result.value);
  TermReader reader(source, result.value.size(), "the result of a read function");
  std::optional<Term> reply;
  if (result.end != CallEnd::kReturned) {
    reply = error(reading.request.function);
  } else if (reader.peek_tag() == erl::kSmallTuple && reader.tuple_size() == 3 && reader.atom() == "stop") {
    reply = as_is(reader.capture(kLargestResult));
    const std::string rest = reader.capture(kLargestResult);
    MemorySource rest_source(rest);
    TermReader rest_reader(rest_source, rest.size(), "the rest of the input");
    const std::optional<std::string> unread = erl::text_of(rest_reader.term(kLargestResult));
    if (unread && *unread != "eof") input_.insert(0, *unread);
  }
  if (!reply) {
    reading.state = result.value;
    reading.was_asked = false;
    return;
  }
  Job job = std::move(reading.job);
  job.reply = *std::move(reply);
  readings_.pop_front();
  finish(std::move(job));
}

}  // namespace slipway::control
