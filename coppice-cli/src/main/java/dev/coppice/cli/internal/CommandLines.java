package dev.coppice.cli.internal;

import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.control.Durations;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts the command line together: how it parses, and how it ends when something is wrong. */
public final class CommandLines {
    private CommandLines() {}

    /** The whole command, on the streams of this process. */
    public static CommandLine create() {
        return new CommandLine(new CoppiceCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // "@FILE" is a value of some commands, not a file of arguments.
                .setExpandAtFiles(false)
                .registerConverter(Instant.class, CommandLines::instant)
                .registerConverter(Duration.class, CommandLines::duration)
                .registerConverter(Long.TYPE, CommandLines::number)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(CommandLines::misused)
                .setExecutionExceptionHandler(CommandLines::failed);
    }

    private static int misused(ParameterException misuse, String[] arguments) {
        var command = misuse.getCommandLine();
        var fault = Fault.of("cli.usage", Fault.Kind.USAGE)
                .refused(sentence(String.valueOf(misuse.getMessage())))
                .changed("Nothing was done.")
                .next("See \"" + command.getCommandSpec().qualifiedName() + " --help\".");
        var json = Arrays.asList(arguments).contains("--json");
        new Terminal(command.getOut(), command.getErr(), json).refuse(fault.exception(misuse));
        if (misuse instanceof UnmatchedArgumentException unmatched) {
            UnmatchedArgumentException.printSuggestions(unmatched, command.getErr());
        }
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        var terminal = CoppiceCommand.of(command.getCommandSpec()).terminal();
        if (failure instanceof CoppiceException refusal) {
            return refuse(terminal, refusal);
        }
        if (failure instanceof UncheckedIOException broken) {
            return refuse(terminal, fileFault(broken));
        }
        LoggerFactory.getLogger(CommandLines.class).error("command failed", failure);
        terminal.refuse(Fault.of("cli.unexpected", Fault.Kind.FAILED)
                .refused("The command ended in an error nobody foresaw: "
                        + failure.getClass().getSimpleName() + ".")
                .found("Its details are in the log above.")
                .next("Please report it with these details.")
                .exception(failure));
        return ExitCode.FAILED;
    }

    private static int refuse(Terminal terminal, CoppiceException refusal) {
        LoggerFactory.getLogger(CommandLines.class).debug("refused", refusal);
        terminal.refuse(refusal);
        return ExitCode.of(refusal.fault());
    }

    private static CoppiceException fileFault(UncheckedIOException broken) {
        return Fault.of("cli.file-unusable", Fault.Kind.FAILED)
                .refused("The command could not use a file or folder.")
                .found(sentence(String.valueOf(broken.getMessage())))
                .changed("What it had started is stopped.")
                .next("Make it readable and writable for this user, and see that the disk is not full.")
                .exception(broken);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new TypeConversionException("'" + text + "' is not a time such as 2027-01-31T00:00:00Z");
        }
    }

    /** A time such as 250ms. */
    public static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new TypeConversionException("'" + text + "' is not " + malformed.getMessage());
        }
    }

    private static Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException malformed) {
            throw new TypeConversionException("'" + text + "' is not a number");
        }
    }

    private static String sentence(String text) {
        var begun = Character.toUpperCase(text.charAt(0)) + text.substring(1).strip();
        return begun.endsWith(".") ? begun : begun + ".";
    }
}
