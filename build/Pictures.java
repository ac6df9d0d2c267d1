import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Brings the pictures that the guides show from where the browser tests left them to docs/pictures, in 256 colours. Run it at the
 * root of the repository after the browser tests of coppice-server: {@code java build/Pictures.java}.
 */
class Pictures {
    private static final Path FROM = Path.of("coppice-server/target/screenshots");
    private static final Path TO = Path.of("docs/pictures");
    private static final int COLOURS = 256;

    private static final List<Shown> SHOWN = List.of(
            new Shown("keeping-up-light", "overview", 900),
            new Shown("brakes-light", "brakes", 1200),
            new Shown("closure-light", "plan", 1370),
            new Shown("campaign-light", "campaign", 1200),
            new Shown("teardown-dark", "teardown", 1100),
            new Shown("certificate-light", "certificate", 1100),
            new Shown("setting-light", "setting", 960),
            new Shown("resource-narrow", "resource-narrow", 1300));

    /** A picture of the tests, the name it is shown under, and how much of its height is worth showing. */
    private record Shown(String taken, String name, int tallest) {}

    public static void main(String[] arguments) throws IOException {
        Files.createDirectories(TO);
        for (var shown : SHOWN) {
            var picture = ImageIO.read(FROM.resolve(shown.taken() + ".png").toFile());
            var file = TO.resolve(shown.name() + ".png");
            ImageIO.write(inFewColours(picture, shown.tallest()), "png", file.toFile());
            System.out.println(file + " " + Files.size(file) / 1024 + " kB");
        }
    }

    private static BufferedImage inFewColours(BufferedImage picture, int tallest) {
        int width = picture.getWidth();
        int height = Math.min(tallest, picture.getHeight());
        var palette = palette(picture, width, height);
        var few = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model(palette));
        var nearest = new HashMap<Integer, Integer>();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int colour = nearest.computeIfAbsent(picture.getRGB(x, y), wanted -> nearest(wanted, palette));
                few.getRaster().setSample(x, y, 0, colour);
            }
        }
        return few;
    }

    /** The most frequent colours. */
    private static List<Integer> palette(BufferedImage picture, int width, int height) {
        var counts = new HashMap<Integer, Integer>();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                counts.merge(picture.getRGB(x, y), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(COLOURS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static IndexColorModel model(List<Integer> palette) {
        var colours = palette.stream().mapToInt(Integer::intValue).toArray();
        return new IndexColorModel(8, colours.length, colours, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
    }

    private static int nearest(int wanted, List<Integer> palette) {
        int best = 0;
        for (int i = 1; i < palette.size(); i++) {
            if (distance(wanted, palette.get(i)) < distance(wanted, palette.get(best))) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int difference = (one >> shift & 255) - (other >> shift & 255);
            sum += difference * difference;
        }
        return sum;
    }
}
