// Checks giaouoc's files with the libraries of Go's own checksum database:
// golang.org/x/mod/sumdb/note and .../tlog. Only the leaf (docs/spec/4-leaf.md)
// and the served paths (docs/spec/5-ledger.md) are ours.
//
//	interop evidence POLICY FILE...   notes, leaves and proofs of evidence files
//	interop tree POLICY BASE...       the tree that is served below BASE: http://… or file://DIR
//	interop tree-http POLICY DIR...   the same, after serving DIR over HTTP
//
// Each check is repeated with changed bits, which must be refused.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var failed = false

func report(name string, err error) {
	if err != nil {
		failed = true
		fmt.Printf("FAIL - go: %s: %v\n", name, err)
		return
	}
	fmt.Printf("ok - go: %s\n", name)
}

// refused turns an error into a success and the other way round.
func refused(err error) error {
	if err == nil {
		return errors.New("accepted")
	}
	return nil
}

// --- policy, docs/spec/2-keys-and-notes.md ---

type policy struct {
	logs       []note.Verifier
	registrars []note.Verifier
}

func readPolicy(path string) (*policy, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p := new(policy)
	for _, line := range strings.Split(string(data), "\n") {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != "log" && words[0] != "registrar" {
			continue // comments; and witness servers, whose type 0x04 this library does not know
		}
		v, err := note.NewVerifier(words[1])
		if err != nil {
			return nil, err
		}
		if words[0] == "log" {
			p.logs = append(p.logs, v)
		} else {
			p.registrars = append(p.registrars, v)
		}
	}
	return p, nil
}

// --- checkpoint, docs/spec/5-ledger.md ---

func (p *policy) openCheckpoint(data []byte) (tree tlog.Tree, err error) {
	n, err := note.Open(data, note.VerifierList(p.logs...))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != n.Sigs[0].Name {
		return tree, errors.New("not three lines that begin with the ledger's name")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// --- evidence, docs/spec/6-evidence.md ---

type record struct {
	Index  int64
	Nonce  []byte
	Note   string
	Proof  []tlog.Hash
	Erased string
}

type evidence struct {
	Records    []record
	Checkpoint string
}

var kinds = []string{"opening", "enrolment", "signature", "decline", "revocation", "withdrawal", "completion"}

// field gives the value of a line in a note's text.
func field(text, name string) string {
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, name+" ") {
			return line[len(name)+1:]
		}
	}
	return ""
}

func textOf(note string) string {
	if i := strings.LastIndex(note, "\n\n"); i >= 0 {
		return note[:i+1]
	}
	return ""
}

// entry rebuilds the ledger's entry of a record.
func (r *record) entry() []byte {
	kind := 0
	for i, k := range kinds {
		if strings.HasPrefix(r.Note, "giaouoc/"+k+"/v1\n") {
			kind = i + 1
		}
	}
	mac := hmac.New(sha256.New, r.Nonce)
	mac.Write([]byte("giaouoc/leaf/v1\n" + r.Note))
	return append([]byte{1, byte(kind)}, mac.Sum(nil)...)
}

// checkNote opens a record with the registrars of the policy and the keys of earlier enrolments.
func (e *evidence) checkNote(p *policy, i int) error {
	r := &e.Records[i]
	known := append([]note.Verifier{}, p.registrars...)
	have := map[string]bool{}
	byDigest := map[string]note.Verifier{} // the enrolled key, by the enrolment's record digest
	for j := 0; j <= i; j++ {
		text := textOf(e.Records[j].Note)
		if vkey := field(text, "key"); vkey != "" && strings.HasPrefix(text, "giaouoc/enrolment/v1\n") {
			v, err := note.NewVerifier(vkey)
			if err != nil {
				return err
			}
			byDigest[fmt.Sprintf("%x", sha256.Sum256([]byte(text)))] = v
			if !have[vkey] {
				have[vkey], known = true, append(known, v)
			}
		}
	}
	n, err := note.Open([]byte(r.Note), note.VerifierList(known...))
	if err != nil {
		return err
	}
	isRegistrar := func(s note.Signature) bool {
		for _, v := range p.registrars {
			if v.Name() == s.Name && v.KeyHash() == s.Hash {
				return true
			}
		}
		return false
	}
	is := func(s note.Signature, v note.Verifier) bool {
		return v != nil && v.Name() == s.Name && v.KeyHash() == s.Hash
	}
	if len(n.UnverifiedSigs) != 0 {
		return errors.New("a line by an unknown key")
	}
	switch kind := strings.Split(n.Text, "\n")[0]; kind {
	case "giaouoc/enrolment/v1":
		v, err := note.NewVerifier(field(n.Text, "key"))
		if err != nil || len(n.Sigs) != 2 || !isRegistrar(n.Sigs[0]) || !is(n.Sigs[1], v) {
			return errors.New("not by a registrar and then by the enrolled key")
		}
	case "giaouoc/signature/v1", "giaouoc/decline/v1":
		if len(n.Sigs) != 1 || !is(n.Sigs[0], byDigest[field(n.Text, "enrolment")]) {
			return errors.New("not by the key of the enrolment that it names")
		}
	default:
		if len(n.Sigs) != 1 || !isRegistrar(n.Sigs[0]) {
			return fmt.Errorf("%s: not by a registrar", kind)
		}
	}
	return nil
}

func (e *evidence) checkProof(tree tlog.Tree, i int) error {
	r := &e.Records[i]
	if len(r.Nonce) != 32 {
		return errors.New("the nonce has not 32 bytes")
	}
	return tlog.CheckRecord(r.Proof, tree.N, tree.Hash, r.Index, tlog.RecordHash(r.entry()))
}

func flip(data []byte, at int) []byte {
	changed := append([]byte{}, data...)
	changed[at] ^= 1 << (at % 8)
	return changed
}

func checkEvidence(p *policy, path string) {
	data, err := os.ReadFile(path)
	var e evidence
	if err == nil {
		err = json.Unmarshal(data, &e)
	}
	name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
	if err != nil {
		report(name, err)
		return
	}
	checkpoint := []byte(e.Checkpoint)
	tree, err := p.openCheckpoint(checkpoint)
	report(name+": checkpoint", err)
	if err != nil {
		return
	}
	// Every byte of the text and of the first signature line, the ledger's, counts, but for the last two
	// letters: this library takes base64 that is not canonical. Later lines may be by witness servers.
	end := bytes.Index(checkpoint, []byte("\n\n")) + 2
	end += bytes.IndexByte(checkpoint[end:], '\n') - 2
	err = nil
	for at := 0; at < end && err == nil; at++ {
		if _, bad := p.openCheckpoint(flip(checkpoint, at)); bad == nil {
			err = fmt.Errorf("byte %d changed and accepted", at)
		}
	}
	report(name+": checkpoint with changed bits refused", err)
	for i := range e.Records {
		r := &e.Records[i]
		if r.Erased != "" {
			continue
		}
		where := fmt.Sprintf("%s: record %d", name, r.Index)
		report(where+": note", e.checkNote(p, i))
		report(where+": proof", e.checkProof(tree, i))

		whole := r.Note
		err = nil
		for at := 0; at < len(whole) && err == nil; at++ {
			r.Note = string(flip([]byte(whole), at))
			// A bit may be changed where base64 has bits to spare; the leaf covers those too.
			if e.checkNote(p, i) == nil && e.checkProof(tree, i) == nil {
				err = fmt.Errorf("byte %d changed and accepted", at)
			}
		}
		r.Note = whole
		report(where+": note with changed bits refused", err)

		r.Nonce[7] ^= 4
		report(where+": nonce with a changed bit refused", refused(e.checkProof(tree, i)))
		r.Nonce[7] ^= 4
		for h := range r.Proof {
			r.Proof[h][h] ^= 1
			err = refused(e.checkProof(tree, i))
			r.Proof[h][h] ^= 1
			if err != nil {
				break
			}
		}
		report(where+": proof with changed bits refused", err)
	}
}

// --- the served tree ---

type getter func(path string) ([]byte, error)

func open(base string) getter {
	return func(path string) ([]byte, error) {
		if strings.HasPrefix(base, "file://") {
			return os.ReadFile(filepath.Join(strings.TrimPrefix(base, "file://"), filepath.FromSlash(path)))
		}
		answer, err := http.Get(strings.TrimSuffix(base, "/") + "/" + path)
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		if answer.StatusCode != 200 {
			return nil, fmt.Errorf("%s: %s", path, answer.Status)
		}
		return io.ReadAll(answer.Body)
	}
}

// tiles reads tiles of height 8. C2SP leaves the height out of the path.
type tiles struct{ get getter }

func (t tiles) Height() int                         { return 8 }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range list {
		data, err := t.get("tile/" + strings.TrimPrefix(tile.Path(), "tile/8/"))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// entries reads all entry bundles of a tree.
func entries(get getter, size int64) ([][]byte, error) {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		path := tlog.Tile{H: 8, L: -1, N: n, W: int(width)}.Path()
		data, err := get("tile/entries/" + strings.TrimPrefix(path, "tile/8/data/"))
		if err != nil {
			return nil, err
		}
		for ; width > 0; width-- {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, errors.New("short bundle")
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			all, data = append(all, data[2:end]), data[end:]
		}
		if len(data) != 0 {
			return nil, errors.New("bytes after the last entry")
		}
	}
	return all, nil
}

// memory stores the hashes that are built from the entries.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, i := range indexes {
		if i >= int64(len(m)) {
			return nil, errors.New("no such hash")
		}
		all = append(all, m[i])
	}
	return all, nil
}

// checkTree rebuilds the root from the entries, and every tile's hashes too.
func checkTree(p *policy, get getter) (tree tlog.Tree, err error) {
	checkpoint, err := get("checkpoint")
	if err != nil {
		return tree, err
	}
	if tree, err = p.openCheckpoint(checkpoint); err != nil {
		return tree, err
	}
	list, err := entries(get, tree.N)
	if err != nil {
		return tree, err
	}
	var store memory
	var leaves []int64
	for i, entry := range list {
		if len(entry) != 34 || entry[0] != 1 || entry[1] < 1 || entry[1] > 8 {
			return tree, fmt.Errorf("entry %d is not of the form of page 4", i)
		}
		hashes, err := tlog.StoredHashes(int64(i), entry, store)
		if err != nil {
			return tree, err
		}
		leaves = append(leaves, tlog.StoredHashIndex(0, int64(i)))
		store = append(store, hashes...)
	}
	root, err := tlog.TreeHash(tree.N, store)
	if err != nil {
		return tree, err
	}
	if root != tree.Hash {
		return tree, errors.New("the entries give another root")
	}
	if tree.N == 0 {
		return tree, nil
	}
	// The tiles: their reader proves each against the root.
	hashes, err := tlog.TileHashReader(tree, tiles{get}).ReadHashes(leaves)
	if err != nil {
		return tree, err
	}
	for i := range hashes {
		if hashes[i] != store[leaves[i]] {
			return tree, fmt.Errorf("tile hash of leaf %d", i)
		}
	}
	return tree, nil
}

func checkServed(p *policy, name, base string) {
	var paths []string
	get := open(base)
	tree, err := checkTree(p, func(path string) ([]byte, error) {
		paths = append(paths, path)
		return get(path)
	})
	report(fmt.Sprintf("%s: tree of %d entries from bundles and tiles", name, tree.N), err)
	if err != nil {
		return
	}
	for _, path := range paths {
		for part := 0; part < 3 && err == nil; part++ {
			_, bad := checkTree(p, func(asked string) ([]byte, error) {
				data, err := get(asked)
				if asked == path && err == nil && len(data) > 0 {
					at := part * (len(data) - 1) / 2
					if path == "checkpoint" { // its text; lines of witness servers are not ours to judge
						at = part * bytes.Index(data, []byte("\n\n")) / 2
					}
					data = flip(data, at)
				}
				return data, err
			})
			err = refused(bad)
		}
		report(fmt.Sprintf("%s: %s with changed bits refused", name, path), err)
		err = nil
	}
}

// UnmarshalJSON refuses base64 that is not canonical in nonces; tlog.Hash does so by itself.
func (r *record) UnmarshalJSON(data []byte) error {
	var raw struct {
		Index       int64
		Nonce, Note string
		Proof       []tlog.Hash
		Erased      string
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	nonce, err := base64.StdEncoding.Strict().DecodeString(raw.Nonce)
	*r = record{raw.Index, nonce, raw.Note, raw.Proof, raw.Erased}
	return err
}

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: interop evidence|tree|tree-http POLICY FILE|BASE|DIR ...")
		os.Exit(64)
	}
	p, err := readPolicy(os.Args[2])
	if err != nil {
		report("policy", err)
		os.Exit(1)
	}
	for _, arg := range os.Args[3:] {
		switch os.Args[1] {
		case "evidence":
			checkEvidence(p, arg)
		case "tree":
			checkServed(p, "served tree", arg)
		case "tree-http":
			server := httptest.NewServer(http.FileServer(http.Dir(arg)))
			checkServed(p, "served tree over HTTP", server.URL)
			server.Close()
		default:
			fmt.Fprintln(os.Stderr, "unknown command")
			os.Exit(64)
		}
	}
	if failed {
		os.Exit(1)
	}
}
