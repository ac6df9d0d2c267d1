package dev.coppice.cli.internal.serving;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a started server tells the person who started it.
 *
 * @param service the server
 * @param database its database, without credentials
 * @param command how the command was called, for the lines to copy
 * @param tries commands to try
 */
public record Greeting(Service service, String database, String command, List<String> tries) {

    /** As a text. */
    public String text() {
        var text = new StringBuilder("Coppice is up.\n\n")
                .append("  Console    ")
                .append(service.login())
                .append("\n")
                .append("             (opens one session, within 15 minutes)\n")
                .append("  Database   ")
                .append(database)
                .append("\n")
                .append("  Health     ")
                .append(service.console())
                .append("/health/ready\n");
        service.firstToken()
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
        document.put("console", service.console());
        document.put("login", service.login());
        document.put("database", database);
        service.firstToken().ifPresent(token -> document.put("token", token.secret()));
        return document;
    }
}
