#pragma once

#include <poll.h>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "control/call.hpp"
#include "control/io_request.hpp"
#include "control/node_connection.hpp"
#include "control/text_output.hpp"

namespace slipway::control {

/// The group leader of what we run on a node: it prints to one descriptor and reads from another, which it
/// touches only when something is read. Requests to print are answered at once; those to read wait in a
/// line. What only the node can do (format a term, run the function of get_until) it is asked to do.
class IoServer {
 public:
  struct Descriptors {
    /// -1: there is no input, and what reads finds its end.
    int input;
    int output;
  };

  IoServer(NodeConnection& node, Descriptors descriptors);
  virtual ~IoServer() = default;

  /// Takes a kSend message of the node; one that is no I/O request is ignored.
  void receive();
  /// Takes a kDown or kSpawned message where it belongs to a call of this server; false where it does not.
  bool receive_end(const Message& message);

  /// The input where a request waits for it; a descriptor of -1, which poll(2) ignores, otherwise.
  pollfd wanted() const;
  /// poll(2) has found something there.
  void read_input();

 protected:
  // A shell edits lines in a terminal: it prints, prompts and reads in its own way.

  virtual TextSink& output() { return output_; }
  /// The first of the requests to read needs input; `goes_on` where it has had a line and wants more.
  virtual void ask(const std::string& prompt, bool goes_on);
  /// Columns or rows.
  virtual std::optional<std::int64_t> size(bool columns) const;
  virtual bool is_terminal() const;
  /// Whether a line can be read without showing it. Where it can't, get_password is an error, as for OTP.
  virtual bool reads_secrets() const { return false; }

  /// Whether a request waits for input, and who asked.
  const IoClient* waiting() const;
  /// Whether that request wants a line that is not shown.
  bool waits_for_secret() const;
  /// Input, with its line end.
  void feed(std::string_view text);
  /// As Erlang's shell needs it: text is read as lists, and a get_until at the end of the input gets {error,
  /// terminated}, as where the group leader has gone. With eof, the shell would halt its node.
  void serve_erlang_shell() {
    binary_ = false;
    end_is_an_error_ = true;
  }
  /// No more input, or, where it is not `for_good`, none for the request that waits.
  void end_input(bool for_good);
  /// The requests of others than `but_from` get {error, interrupted}.
  void interrupt_readings(const erl::Term* but_from);

 private:
  /// A message with one request or several: what is left of it waits while the node is asked.
  struct Job {
    IoClient client;
    /// The requests that follow, as they came.
    std::string rest;
    std::uint64_t left = 0;
    /// Lists of {requests, List} whose tail is among what is left.
    std::uint32_t lists = 0;
    erl::Term reply;
  };
  /// A request to read that has not been answered.
  struct Reading {
    Job job;
    IoRequest request;
    /// kGetUntil: what the function gave back, and the call that runs.
    std::string state;
    std::optional<std::uint32_t> call;
    bool was_asked = false;
  };
  struct Printing {
    Job job;
    CharacterEncoding encoding;
  };

  void run(Job job, TermReader& reader);
  /// Does a request. False where it is not done yet: the job has gone to wait.
  bool perform(Job& job, TermReader& reader);
  bool perform_query(Job& job, IoRequest& request);
  void finish(Job job);
  bool prompt(const Reading& reading);

  void serve_readings();
  bool serve_first();
  std::optional<erl::Term> take_line();
  std::optional<erl::Term> take_secret();
  std::optional<erl::Term> take_characters(std::int64_t count);
  void ask_function(Reading& reading);
  void receive_function_result(Reading& reading, const CallResult& result);
  erl::Term text_term(std::string_view text) const;
  erl::Term encoded(const erl::Term& reply, CharacterEncoding encoding) const;

  NodeConnection& node_;
  Descriptors descriptors_;
  TextOutput output_;
  std::string input_;
  bool input_has_ended_ = false;
  bool end_is_an_error_ = false;
  bool binary_ = true;
  std::deque<Reading> readings_;
  std::map<std::uint32_t, Printing> printings_;
};

}  // namespace slipway::control
