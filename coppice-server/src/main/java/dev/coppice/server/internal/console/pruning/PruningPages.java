package dev.coppice.server.internal.console.pruning;

import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.OverviewReader;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.pruning.ReadingTrail;
import dev.coppice.server.internal.schedule.Calendar;
import java.util.List;
import java.util.stream.Stream;

/** The pages about policies, campaigns, archives, what the doctor finds and what servers do. */
public final class PruningPages {
    private final Frame.Site site;
    private final HomeDatabase home;
    private final PruningHost host;
    private final OverviewReader overview;

    /** Pages of {@code site}; numbers of policies come from the overview's reader, which counts for all. */
    public PruningPages(Frame.Site site, HomeDatabase home, PruningHost host, OverviewReader overview) {
        this.site = site;
        this.home = home;
        this.host = host;
        this.overview = overview;
    }

    /** The routes. */
    public List<Route> routes() {
        return Stream.concat(ofTarget().stream(), new JobPages(new Pages(site, Section.JOBS), home).routes().stream())
                .toList();
    }

    /** Those about what each of several targets has of its own: jobs are of the home alone. */
    public List<Route> ofTarget() {
        var policies = new Pages(site, Section.POLICIES);
        var trail = new ReadingTrail(home);
        return Stream.of(
                        new PolicyPages(policies, host, overview, new Calendar(host, home)).routes(),
                        new PlanPages(policies, host, home).routes(),
                        new CampaignPages(new Pages(site, Section.CAMPAIGNS), host, home).routes(),
                        new ArchivePages(new Pages(site, Section.ARCHIVES), host, trail).routes(),
                        new TracePages(new Pages(site, Section.ARCHIVES), host, trail).routes(),
                        new DoctorPages(new Pages(site, Section.DOCTOR), host).routes())
                .flatMap(List::stream)
                .toList();
    }
}
