package dev.coppice.server.internal.console.targets;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of all databases of a server.
 *
 * @param rows one for each, in the order of the file
 * @param acts what can be done with all of them
 * @param notice what the last act has done, or why it was not done
 * @param asked when they were asked
 */
public record TargetsView(List<Row> rows, List<ActForm> acts, Notice notice, Moment asked) {
    /**
     * One database.
     *
     * @param who which one
     * @param state how it stands
     * @param doing what is done in it; null where that is not known
     * @param acts what can be done with it
     */
    public record Row(Who who, State state, @Nullable Doing doing, List<ActForm> acts) {}

    /**
     * Which database.
     *
     * @param name its name
     * @param link where its pages begin
     * @param address its address
     * @param policies how many policies run in it
     * @param policiesLink the page that lists them
     */
    public record Who(String name, String link, String address, String policies, String policiesLink) {}

    /**
     * How a database stands.
     *
     * @param badge in a word
     * @param says why, where that is not all there is to say
     * @param since since when it is frozen; null where it is not
     * @param server PostgreSQL and schema; empty where that is not known
     */
    public record State(Badge badge, String says, @Nullable Moment since, String server) {}

    /**
     * What is done in a database.
     *
     * @param underWay the campaigns that have not ended, newest first
     * @param more how many of them are not named; empty where all are
     * @param last the last one that has ended; null before the first
     * @param numbers what is quarantined, held, and waits for a person
     */
    public record Doing(
            List<Run> underWay, String more, @Nullable Run last, Numbers numbers) {}

    /**
     * A campaign.
     *
     * @param link its page
     * @param says its number and policy
     * @param state where it stands
     */
    public record Run(String link, String says, Badge state) {}

    /**
     * What there is to look at.
     *
     * @param quarantined roots that campaigns have quarantined
     * @param holds the holds in force
     * @param waiting what waits for a person
     * @param overview the page that tells what waits
     * @param brakes the page that lists the holds
     */
    public record Numbers(String quarantined, String holds, String waiting, String overview, String brakes) {}
}
