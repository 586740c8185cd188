//! Builds the crate anew when a file is added to the embedded folders or removed from them: the compiler itself follows
//! only the files that were there.

fn main() {
    for folder in ["build.rs", "dist", "styles"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
