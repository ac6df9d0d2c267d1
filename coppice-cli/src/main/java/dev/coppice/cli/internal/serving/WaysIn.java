package dev.coppice.cli.internal.serving;

import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.server.FirstStart;
import dev.coppice.server.IssuedToken;
import dev.coppice.server.LoginLinks;
import dev.coppice.server.Role;
import java.util.Optional;

/**
 * Secrets that let somebody in. They are made only where somebody is there to see them.
 *
 * @param login the address, behind that of the console, of a link that opens one session
 * @param firstToken the first admin token; empty when there was one before
 */
public record WaysIn(String login, Optional<IssuedToken> firstToken) {
    /** Makes them, in a database with the current schema. */
    public static WaysIn made(Credentials database) {
        return Transactions.of(database.dataSource())
                .run(transaction -> new WaysIn(
                        LoginLinks.in(transaction).create(System.getProperty("user.name"), Role.ADMIN),
                        FirstStart.adminToken(transaction)));
    }
}
