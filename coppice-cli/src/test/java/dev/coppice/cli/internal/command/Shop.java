package dev.coppice.cli.internal.command;

import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Carts that are closed or open, with lines, and files that forget their cart; and a coppice.yaml for them. */
final class Shop {
    private static final String TABLES = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.cart (id int PRIMARY KEY, status text NOT NULL, closed_at timestamptz, note text);
            CREATE INDEX ON shop.cart (closed_at, id);
            CREATE TABLE shop.line (id int PRIMARY KEY, cart_id int NOT NULL REFERENCES shop.cart);
            CREATE INDEX ON shop.line (cart_id);
            CREATE TABLE shop.discount (line_id int PRIMARY KEY REFERENCES shop.line ON DELETE CASCADE);
            CREATE TABLE shop.file (id int PRIMARY KEY, cart_id int REFERENCES shop.cart ON DELETE SET NULL);
            CREATE INDEX ON shop.file (cart_id);
            INSERT INTO shop.cart
            SELECT i, CASE WHEN i % 4 = 0 THEN 'OPEN' ELSE 'CLOSED' END, timestamptz '2020-01-01Z' + i * interval '1 h', 'n' || i
            FROM generate_series(1, :carts) AS i;
            INSERT INTO shop.line SELECT i, (i + 1) / 2 FROM generate_series(1, 2 * :carts) AS i;
            INSERT INTO shop.discount SELECT i FROM generate_series(1, 2 * :carts, 3) AS i;
            INSERT INTO shop.file SELECT i, i FROM generate_series(1, :carts, 10) AS i;
            ANALYZE;
            """;

    private static final String POLICY = """
            policies:
              closed-carts:
                table: shop.cart
                when: "status = 'CLOSED'"
                age: closed_at
                keep: 90d
            """;

    private Shop() {}

    static void open(TestDatabase database, int carts) {
        database.execute(TABLES.replace(":carts", String.valueOf(carts)));
    }

    /** The policy with more lines of its own. */
    static String config(Path folder, String... lines) {
        var yaml = new StringBuilder(POLICY);
        for (var line : lines) {
            yaml.append("    ").append(line).append('\n');
        }
        return write(folder, yaml.toString());
    }

    static String write(Path folder, String yaml) {
        try {
            return Files.writeString(folder.resolve("coppice.yaml"), yaml).toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The first value of the first row. */
    static String one(TestDatabase database, String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        } catch (SQLException failure) {
            throw new IllegalStateException("fixture failed: " + failure.getMessage(), failure);
        }
    }
}
