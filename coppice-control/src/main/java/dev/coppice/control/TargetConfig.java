package dev.coppice.control;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The section {@code target}, the database to work on, or one of the section {@code targets}. A value for any thread.
 *
 * @param url its address
 * @param user the user to connect as
 */
public record TargetConfig(
        @Key(
                "The database: jdbc:postgresql://host:port/database or postgresql://host:port/database, without a password.")
        String url,

        @Key("The user to connect as; otherwise that of the address, or of the operating system.")
        Optional<String> user)
        implements Checked {
    /** The section. */
    public static final Section<TargetConfig> SECTION =
            Section.single("target", TargetConfig.class, "The database to work on.");

    /** The section for several. */
    public static final Section<TargetConfig> NAMED = Section.named(
            "targets",
            TargetConfig.class,
            "The databases to work on, by name; in place of target where there are several.");

    private static final Pattern ADDRESS = Pattern.compile("(?:jdbc:)?postgres(?:ql)?://\\S*");
    private static final Pattern PASSWORD = Pattern.compile("//[^/@]*:[^/@]*@|[?&](?i:password)=");

    @Override
    public void check(Problems problems) {
        if (!ADDRESS.matcher(url).matches()) {
            problems.add("url", "must be an address such as jdbc:postgresql://localhost:5432/app");
        }
        if (PASSWORD.matcher(url).find()) {
            problems.add("url", "must not carry a password; set PGPASSWORD or use the pgpass file");
        }
    }
}
