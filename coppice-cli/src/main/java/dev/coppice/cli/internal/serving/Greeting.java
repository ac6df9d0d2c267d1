package dev.coppice.cli.internal.serving;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a started server tells the person who started it.
 *
 * @param console the address of the console
 * @param ways how to get in; empty where that is not to be printed
 * @param database its database, without credentials
 * @param command how the command was called, for the lines to copy
 * @param tries commands to try
 */
public record Greeting(String console, Optional<WaysIn> ways, String database, String command, List<String> tries) {

    /** As a text. */
    public String text() {
        var text = new StringBuilder("Coppice is up.\n\n")
                .append("  Console    ")
                .append(ways.map(this::login).orElse(console))
                .append("\n")
                .append(
                        ways.isPresent()
                                ? "             (opens one session, within 15 minutes)\n"
                                : "             (an API token opens it, which \"coppice token create\" makes; with --login a link "
                                        + "is printed here)\n")
                .append("  Database   ")
                .append(database)
                .append("\n")
                .append("  Health     ")
                .append(console)
                .append("/health/ready\n");
        ways.flatMap(WaysIn::firstToken)
                .ifPresent(token -> text.append("  API token  ")
                        .append(token.secret())
                        .append("\n             (role admin; shown this once)\n"));
        if (!tries.isEmpty()) {
            text.append("\nTry, in another terminal:\n\n")
                    .append(tries.stream()
                            .map(words -> "  " + command + " " + words + "\n")
                            .collect(Collectors.joining()));
        }
        return text.append("\nCtrl-C stops everything.").toString();
    }

    /** As a document. */
    public Map<String, String> document() {
        var document = new LinkedHashMap<String, String>();
        document.put("console", console);
        ways.ifPresent(in -> document.put("login", login(in)));
        document.put("database", database);
        ways.flatMap(WaysIn::firstToken).ifPresent(token -> document.put("token", token.secret()));
        return document;
    }

    private String login(WaysIn in) {
        return console + in.login();
    }
}
