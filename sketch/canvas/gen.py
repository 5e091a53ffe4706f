"""gen NAME: embeds sets made on the fly"""
import sys; sys.path[:0]=['/work/wt-field/scripts','/work/notes/field-cache','/work/wt-field/src','/work/wt-field/train']
import os; os.environ.setdefault('ART_STYLE_DATA','/work/shared/data/style')
import numpy as np, cv2, json, glob, csv
from embed import *
import field_scenes as fs, field_others as fo
S=rows(D/'style/labels.csv')
F=rows(D/'field/pictures.csv')
def sq(x): return np.asarray(cv2.resize(x,(224,224),interpolation=cv2.INTER_AREA if min(x.shape[:2])>=224 else cv2.INTER_LINEAR))
def unsq(path,rng):
    im=plain(path); r=float(np.clip(np.exp(rng.normal(0,.3)),.6,1.7)); s=430
    w,h=(s,round(s/r)) if r>1 else (round(s*r),s)
    return cv2.resize(im,(w,h),interpolation=cv2.INTER_CUBIC)
def debs():
    sys.path.insert(0,'/work/wt-field/train')
    import importlib; import photographs as ph
    there=ph.gathered(OUT/'debs'/'x'); w=[r['sha256'] for r in csv.DictReader(open('/work/wt-field/train/photographs.csv'))]
    return [there[s] for s in w if s in there]
def places():
    ph=[plain(p) for p in sorted(glob.glob(str(D/'style/train/photograph/*')))]
    db=[np.ascontiguousarray(cv2.resize(cv2.imdecode(np.frombuffer(b,np.uint8),1),None,fx=.35,fy=.35,interpolation=cv2.INTER_AREA)[...,::-1]) if 0 else None for b in []]
    return ph
def dec(b):
    im=cv2.imdecode(np.frombuffer(b,np.uint8),cv2.IMREAD_COLOR)[...,::-1]; s=560/max(im.shape[:2])
    return np.ascontiguousarray(cv2.resize(im,None,fx=s,fy=s,interpolation=cv2.INTER_AREA if s<1 else cv2.INTER_CUBIC))
def jpg(x,name,i):
    d=OUT/name; d.mkdir(exist_ok=True); cv2.imwrite(str(d/f'{i:05d}.jpg'),np.ascontiguousarray(x[...,::-1]),[cv2.IMWRITE_JPEG_QUALITY,95]); return x
def setof(name):
    rng=np.random.default_rng(abs(hash(name))%1 + sum(map(ord,name)))
    meta=[]
    if name=='stylesub':
        idx=[]
        for c in sorted({r['style'] for r in S}):
            a=[i for i,r in enumerate(S) if r['style']==c and r['split']=='train']; k=len(a) if c=='Photograph' else 45
            idx+=list(rng.permutation(a)[:k])
        meta=[dict(style=S[i]['style'],row=int(i)) for i in idx]
        return meta,lambda k:plain(D/'style'/S[idx[k]]['path']),False
    if name=='style2':
        idx=[]
        for c in sorted({r['style'] for r in S}):
            a=[i for i,r in enumerate(S) if r['style']==c and r['split']=='train']
            if c!='Photograph': idx+=list(rng.permutation(a)[:110])
        idx=[idx[i] for i in rng.permutation(len(idx))]; meta=[dict(style=S[i]['style'],row=int(i)) for i in idx]
        return meta,lambda k:plain(D/'style'/S[idx[k]]['path']),False
    if name=='debs':
        b=debs(); print('debs',len(b))
        meta=[dict(k=i,v=v) for i in range(len(b)) for v in range(1)]
        def g(k):
            im=dec(b[meta[k]['k']])
            if meta[k]['v']: 
                h,w=im.shape[:2]; p=rng.uniform(.45,.9); hh,ww=int(h*p),int(w*p); y,x=rng.integers(h-hh+1),rng.integers(w-ww+1)
                im=fs.photographed(im[y:y+hh,x:x+ww].astype(np.float32),rng)
            return sq(im)
        return meta,g,False
    if name=='kscenes': # composites for kind
        pl=places(); P=[i for i,r in enumerate(S) if r['split']=='train' and r['style']!='Photograph']; H=[i for i,r in enumerate(S) if r['split']=='train' and r['style']=='Photograph']
        n=900; ids=list(rng.permutation(P)[:n-200])+list(rng.permutation(H)[:200])
        sur=[str(rng.choice((*fs.BOXES,*fs.PLACES))) for _ in ids]
        meta=[dict(row=int(i),style=S[i]['style'],surround=s) for i,s in zip(ids,sur)]
        return meta,lambda k: sq(fs.any_scene(unsq(D/'style'/S[ids[k]]['path'],rng),pl,rng,sur[k]).pixels),False
    if name=='faug': # altered field pictures, carry their source
        meta=[dict(field=i,v=v) for v in range(3) for i in range(len(F))]
        def g(k):
            im=plain(D/'field'/F[meta[k]['field']]['path']); h,w=im.shape[:2]; v=meta[k]['v']
            if v==0: p=rng.uniform(.8,1)
            elif v==1: p=rng.uniform(.5,.85)
            else: p=1.
            hh,ww=int(h*p),int(w*p); y,x=rng.integers(h-hh+1),rng.integers(w-ww+1); im=np.ascontiguousarray(im[y:y+hh,x:x+ww])
            if rng.random()<.5: im=np.ascontiguousarray(im[:,::-1])
            if v==2 and rng.random()<.6: return sq(fs.any_scene(im,PL,rng).pixels)
            return sq(fs.photographed(im.astype(np.float32)**1.0,rng))
        PL=places()
        return meta,g,False
    if name=='others':
        meta=[dict(i=i) for i in range(900)]
        return meta,lambda k: sq(fo.other(rng)),False
    if name=='cscenes': # canvas training scenes on masters
        pl=places(); M=rows(D/'masters/paintings.csv'); sur=[s for s in (*fs.BOXES,*fs.PLACES) for _ in range(100)]; sur+=['border']*80+['mat']*40; sur=[sur[i] for i in rng.permutation(len(sur))]
        ids=[int(v) for v in rng.integers(0,len(M),len(sur))]; meta=[]
        def g(k):
            sc=fs.any_scene(plain(D/'masters'/M[ids[k]]['path']),pl,rng,sur[k]); jpg(sc.pixels,'cscenes',k)
            meta[k]['corners']=sc.corners.tolist(); return sq(sc.pixels)
        meta+= [dict(master=i,surround=s) for i,s in zip(ids,sur)]
        return meta,g,True
    if name=='gscenes': # canvas test scenes on gallery
        pl=places(); M=rows(D/'gallery/artworks.csv'); sur=[s for s in (*fs.BOXES,*fs.PLACES) for _ in range(20)]
        ids=[int(v) for v in rng.integers(0,len(M),len(sur))]; meta=[dict(gallery=i,surround=s) for i,s in zip(ids,sur)]
        def g(k):
            sc=fs.any_scene(plain(D/'gallery'/M[ids[k]]['path']),pl,rng,sur[k]); jpg(sc.pixels,'gscenes',k)
            meta[k]['corners']=sc.corners.tolist(); return sq(sc.pixels)
        return meta,g,True
for n in sys.argv[1:]:
    meta,g,tok=setof(n); run(n,list(range(len(meta))),g,tok); json.dump(meta,open(OUT/f'{n}.json','w'))
