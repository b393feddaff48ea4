#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "launcher/command_words.hpp"
#include "launcher/control_options.hpp"

namespace slipway::launcher {

/// The name of the module that a user means: MyApp.Release is 'Elixir.MyApp.Release'; lists and :lists are
/// Erlang's.
std::string module_name(std::string name);

/// Throws UsageError where --mfa has not both its MODULE and its FUNCTION.
void check_function_words(std::string_view command, const ControlOptions& options);

/// "--file PATH [--] [ARGUMENT...]" or "--mfa MODULE FUNCTION [ARGUMENT...]" as an expression of Elixir for a
/// VM of its own. Throws SystemError where the file can't be read.
CommandInput read_expression_options(std::string_view command, const std::vector<std::string>& words);

}  // namespace slipway::launcher
